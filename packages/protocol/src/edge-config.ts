import { z } from 'zod';
import { edgePathSchema, SLUG_PATTERN } from './address.ts';
import { type BulletinReader, type BulletinRefusal, openBulletin } from './bulletin.ts';
import { signMessage } from './envelope.ts';
import { timeMsSchema, versionSchema } from './fields.ts';
import type { Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_PULSE_MS, MIN_PULSE_MS } from './limits.ts';
import type { Result } from './result.ts';
import { publicSealingJwkSchema } from './sealing-key.ts';
import { publicSigningJwkSchema } from './signing-key.ts';

/** How one door of the edge works. */
export const doorConfigSchema = z.object({
  door: z.string().max(63).regex(SLUG_PATTERN, 'is not a slug'),
  active: z.boolean(),
  mode: z.enum(['identify', 'verify', 'either']),
  failMode: z.enum(['secure', 'safe']),
  /** Longest pulse the door may be given, milliseconds. */
  pulseMs: z.number().int().min(MIN_PULSE_MS).max(MAX_PULSE_MS),
});

/** What an edge has to know, retained. Signed by a coordinator. */
export const edgeConfigSchema = z
  .object({
    v: versionSchema,
    edge: edgePathSchema,
    /** Counts up with every change. */
    version: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
    issuedAt: timeMsSchema,
    expiresAt: timeMsSchema,
    /** Every key a command may be signed with: more than one while keys are rotated. */
    coordinatorKeys: z.array(publicSigningJwkSchema).min(1).max(8),
    sealingKey: publicSealingJwkSchema.optional(),
    doors: z.array(doorConfigSchema).max(64),
  })
  .refine(({ issuedAt, expiresAt }) => expiresAt > issuedAt, 'expiresAt is not after issuedAt');

export type DoorConfig = z.output<typeof doorConfigSchema>;
export type EdgeConfig = z.output<typeof edgeConfigSchema>;
export type EdgeConfigInput = z.input<typeof edgeConfigSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signEdgeConfig(config: EdgeConfigInput, signer: Signer): string {
  return signMessage('config', edgeConfigSchema, config, signer);
}

export function openEdgeConfig(
  payload: string | Uint8Array,
  keys: KeyRing,
  reader: BulletinReader,
): Result<EdgeConfig, BulletinRefusal> {
  return openBulletin('config', edgeConfigSchema, payload, keys, reader);
}
