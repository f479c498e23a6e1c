import { z } from 'zod';
import { doorPathSchema } from './address.ts';
import { openSigned, type SignedRefusal, signMessage } from './envelope.ts';
import {
  bootIdSchema,
  codeSchema,
  decisionIdSchema,
  labelSchema,
  nonceSchema,
  requestIdSchema,
  timeMsSchema,
  versionSchema,
} from './fields.ts';
import type { Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_COMMAND_LIFE_MS, MAX_PULSE_MS, MIN_PULSE_MS } from './limits.ts';
import type { Result } from './result.ts';

const commonFields = {
  v: versionSchema,
  /** Audience: the one door that may act on it. */
  aud: doorPathSchema,
  requestId: requestIdSchema,
  /** Echo of the door's challenge. */
  nonce: nonceSchema,
  /** Echo of the door's boot. */
  bootId: bootIdSchema,
  /** Why, for the display and the log; `@portero/access` lists the codes. */
  reason: codeSchema,
  issuedAt: timeMsSchema,
  /** After `issuedAt`, by at most 3,000 ms. */
  expiresAt: timeMsSchema,
  decisionId: decisionIdSchema,
  policyVersion: labelSchema,
};

const unlockSchema = z.object({
  ...commonFields,
  action: z.literal('unlock'),
  /** How long the lock is held open, milliseconds. */
  pulseMs: z.number().int().min(MIN_PULSE_MS).max(MAX_PULSE_MS),
});

const denySchema = z.object({
  ...commonFields,
  action: z.literal('deny'),
  pulseMs: z.never('a denial has no pulse').optional(),
});

/** The signed decision. The only message that can open a door, and only as the answer to that door's challenge. */
export const commandSchema = z
  .discriminatedUnion('action', [unlockSchema, denySchema])
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt, 'expiresAt is not after issuedAt');

export type UnlockCommand = z.output<typeof unlockSchema>;
export type DenyCommand = z.output<typeof denySchema>;
export type Command = UnlockCommand | DenyCommand;
export type CommandInput = z.input<typeof commandSchema>;

/** A reader tells this refusal apart from others; a writer just must not send one. */
const outgoingSchema = commandSchema.refine(
  livesShortEnough,
  `expiresAt is more than ${MAX_COMMAND_LIFE_MS} ms after issuedAt`,
);

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signCommand(command: CommandInput, signer: Signer): string {
  return signMessage('command', outgoingSchema, command, signer);
}

/**
 * Signature, version and schema of a command. This alone never justifies opening anything: a recorded command
 * passes it for ever. Doors use `CommandVerifier` or `verifyUnlock`; this is for logs and audits.
 */
export function verifyCommand(payload: string | Uint8Array, keys: KeyRing): Result<Command, SignedRefusal> {
  return openSigned('command', commandSchema, payload, keys);
}

/** Whether a command claims no more than the 3 s it may live. */
export function livesShortEnough({ issuedAt, expiresAt }: { issuedAt: number; expiresAt: number }): boolean {
  return expiresAt - issuedAt <= MAX_COMMAND_LIFE_MS;
}
