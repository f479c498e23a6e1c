import { z } from 'zod';
import { encodePlain, type PlainRefusal, parsePlain } from './envelope.ts';
import { bootIdSchema, codeSchema, labelSchema, timeMsSchema, versionSchema } from './fields.ts';
import type { Result } from './result.ts';

/** Birth, clean stop and last will of an edge, retained on one topic. Not signed: a will is written in advance. */
export const edgeStateSchema = z.object({
  v: versionSchema,
  /** `offline` is the last will, published by the broker; `stopped` is a clean stop. */
  status: z.enum(['online', 'offline', 'stopped']),
  bootId: bootIdSchema,
  /** When it was written; of a will, when the edge connected. */
  at: timeMsSchema,
  modelId: labelSchema,
  engine: labelSchema,
  /** Version of the edge's software. */
  version: labelSchema,
  reason: codeSchema.optional(),
});

export type EdgeState = z.output<typeof edgeStateSchema>;
export type EdgeStateInput = z.input<typeof edgeStateSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function encodeEdgeState(state: EdgeStateInput): string {
  return encodePlain('state', edgeStateSchema, state);
}

export function parseEdgeState(payload: string | Uint8Array): Result<EdgeState, PlainRefusal> {
  return parsePlain('state', edgeStateSchema, payload);
}
