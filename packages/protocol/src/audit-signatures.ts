import { z } from 'zod';
import { decodeBase64url } from './base64url.ts';
import { openSigned, type SignedRefusal, signMessage } from './envelope.ts';
import { timeMsSchema, uuidSchema, versionSchema } from './fields.ts';
import type { Signer } from './jws.ts';
import type { KeyRing } from './key-ring.ts';
import { MAX_CHECKPOINT_HEADS } from './limits.ts';
import type { Result } from './result.ts';

/** SHA-256 in base64url. */
const hashSchema = z
  .string()
  .max(43)
  .refine((text) => decodeBase64url(text)?.length === 32, 'is not base64url of 32 bytes');
const seqSchema = z.int().min(1);

const sealSchema = z
  .object({
    v: versionSchema,
    chain: uuidSchema,
    fromSeq: seqSchema,
    toSeq: seqSchema,
    /** Of the entry before `fromSeq`; 32 zero bytes before the first. */
    previous: hashSchema,
    /** Of the entry `toSeq`. */
    hash: hashSchema,
  })
  .refine(({ fromSeq, toSeq }) => fromSeq <= toSeq, 'fromSeq lies after toSeq');

const headSchema = z.object({ chain: uuidSchema, seq: seqSchema, hash: hashSchema });

const checkpointSchema = z.object({
  v: versionSchema,
  id: uuidSchema,
  at: timeMsSchema,
  heads: z.array(headSchema).min(1).max(MAX_CHECKPOINT_HEADS),
});

/** "I wrote these entries": whoever appends to a chain of the audit log signs what they appended, and nothing else. */
export type AuditSeal = z.output<typeof sealSchema>;

/** "So far the chains had come": where a chain ends earlier, its end was cut off. */
export type AuditCheckpoint = z.output<typeof checkpointSchema>;
export type AuditHead = z.output<typeof headSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signAuditSeal(seal: z.input<typeof sealSchema>, signer: Signer): string {
  return signMessage('auditSeal', sealSchema, seal, signer);
}

export function openAuditSeal(jws: string, keys: KeyRing): Result<AuditSeal, SignedRefusal> {
  return openSigned('auditSeal', sealSchema, jws, keys);
}

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function signAuditCheckpoint(checkpoint: z.input<typeof checkpointSchema>, signer: Signer): string {
  return signMessage('auditCheckpoint', checkpointSchema, checkpoint, signer);
}

export function openAuditCheckpoint(jws: string, keys: KeyRing): Result<AuditCheckpoint, SignedRefusal> {
  return openSigned('auditCheckpoint', checkpointSchema, jws, keys);
}
