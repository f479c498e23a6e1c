import { z } from 'zod';
import { type EdgeAddress, formatEdge } from './address.ts';
import { openEdgeMessage } from './edge-message.ts';
import { checkOutgoing, type SignedRefusal } from './envelope.ts';
import {
  bootIdSchema,
  codeSchema,
  decisionIdSchema,
  requestIdSchema,
  timeMsSchema,
  versionSchema,
} from './fields.ts';
import { JWS_TYPES, type Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import type { Result } from './result.ts';
import { type EdgeMessageOpener, type SealRefusal, unsealed } from './sealing.ts';

/** What the door did with a command. Signed by the edge, or of a session that is. */
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

/**
 * What may be sent, checked.
 * @throws {ProtocolError} `MESSAGE_INVALID`
 */
export function checkAck(acknowledgement: AcknowledgementInput): Acknowledgement {
  return checkOutgoing('ack', acknowledgementSchema, acknowledgement);
}

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signAck(acknowledgement: AcknowledgementInput, signer: Signer): string {
  return signer.sign(JWS_TYPES.ack, checkAck(acknowledgement));
}

/**
 * Opens what came on a door's `ack` topic: signed, or sealed in a session of the edge.
 *
 * @param keys the keys of the edge that the topic names
 * @param options.topicEdge that edge
 * @param options.opener how it is sealed. @defaultValue not at all
 */
export function openAck(
  payload: string | Uint8Array,
  keys: KeyRing,
  { topicEdge, opener = unsealed }: { topicEdge: EdgeAddress; opener?: EdgeMessageOpener },
): Result<Acknowledgement, SignedRefusal | SealRefusal> {
  const edge = formatEdge(topicEdge);
  return openEdgeMessage(acknowledgementSchema, payload, { kind: 'ack', edge, keys, opener });
}
