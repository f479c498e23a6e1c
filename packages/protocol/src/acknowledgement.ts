import { z } from 'zod';
import { openSigned, type SignedRefusal, signMessage } from './envelope.ts';
import {
  bootIdSchema,
  codeSchema,
  decisionIdSchema,
  requestIdSchema,
  timeMsSchema,
  versionSchema,
} from './fields.ts';
import type { Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import type { Result } from './result.ts';

/** What the door did with a command. Signed by the edge. */
export const acknowledgementSchema = z.object({
  v: versionSchema,
  requestId: requestIdSchema,
  /** Absent when the command could not be read. */
  decisionId: decisionIdSchema.optional(),
  bootId: bootIdSchema,
  /** `actuated`: the lock was driven. `shown`: a denial was shown. `refused`: the command was not obeyed. */
  outcome: z.enum(['actuated', 'refused', 'shown']),
  /** A `CommandRefusal`, or what went wrong with the lock. */
  reason: codeSchema.optional(),
  at: timeMsSchema,
});

export type Acknowledgement = z.output<typeof acknowledgementSchema>;
export type AcknowledgementInput = z.input<typeof acknowledgementSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signAck(acknowledgement: AcknowledgementInput, signer: Signer): string {
  return signMessage('ack', acknowledgementSchema, acknowledgement, signer);
}

/** @param keys the keys of the edge that the topic names */
export function openAck(payload: string | Uint8Array, keys: KeyRing): Result<Acknowledgement, SignedRefusal> {
  return openSigned('ack', acknowledgementSchema, payload, keys);
}
