import { z } from 'zod';
import { decodeBase64url } from './base64url.ts';
import { MAX_TIME_MS, NONCE_BYTES, PROTOCOL_VERSION } from './limits.ts';

/** Lower case only: two spellings of one id would be two requests. */
const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const uuidSchema = z.string().max(36).regex(UUID_PATTERN, 'is not a lower-case UUID');

export const versionSchema = z.literal(PROTOCOL_VERSION);
export const requestIdSchema = uuidSchema.brand<'RequestId'>();
export const decisionIdSchema = uuidSchema.brand<'DecisionId'>();
export const bootIdSchema = uuidSchema.brand<'BootId'>();

/** 16 random bytes in base64url: 22 characters. */
export const nonceSchema = z
  .string()
  .max(22)
  .refine((text) => decodeBase64url(text)?.length === NONCE_BYTES, 'is not base64url of 16 bytes')
  .brand<'Nonce'>();

/** RFC 7638 thumbprint with SHA-256: 43 characters of base64url. */
export const kidSchema = z
  .string()
  .max(43)
  .refine((text) => decodeBase64url(text)?.length === 32, 'is not an RFC 7638 SHA-256 thumbprint')
  .brand<'Kid'>();

/** Milliseconds since the Unix epoch, by the sender's wall clock. */
export const timeMsSchema = z.number().int().min(0).max(MAX_TIME_MS);

/** A stable identifier for machines, such as `no_grant`. */
export const codeSchema = z
  .string()
  .max(64)
  .regex(/^[a-z][a-z0-9_]{0,63}$/, 'is not a code of lower-case letters, digits and underscores');

/** A model id, an engine, a version: short, printable ASCII without spaces. */
export const labelSchema = z
  .string()
  .max(64)
  .regex(/^[\x21-\x7e]{1,64}$/, 'is not 1 to 64 printable ASCII characters');

export type RequestId = z.output<typeof requestIdSchema>;
export type DecisionId = z.output<typeof decisionIdSchema>;
export type BootId = z.output<typeof bootIdSchema>;
export type Nonce = z.output<typeof nonceSchema>;
export type Kid = z.output<typeof kidSchema>;
