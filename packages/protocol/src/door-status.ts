import { z } from 'zod';
import { encodePlain, type PlainRefusal, parsePlain } from './envelope.ts';
import { codeSchema, timeMsSchema, versionSchema } from './fields.ts';
import type { Result } from './result.ts';

/** What a door's hardware says, retained. Not signed: nothing opens because of it. */
export const doorStatusSchema = z.object({
  v: versionSchema,
  lock: z.enum(['locked', 'unlocked', 'unknown']),
  contact: z.enum(['closed', 'open', 'unknown']),
  tamper: z.boolean(),
  /** Without power: `secure` stays locked, `safe` opens. A property of the hardware. */
  failMode: z.enum(['secure', 'safe']),
  at: timeMsSchema,
  /** What the display asks of a person, as a code such as `turn_head_left`. Absent: nothing, the display is cleared. */
  prompt: codeSchema.optional(),
});

export type DoorStatus = z.output<typeof doorStatusSchema>;
export type DoorStatusInput = z.input<typeof doorStatusSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function encodeDoorStatus(status: DoorStatusInput): string {
  return encodePlain('status', doorStatusSchema, status);
}

export function parseDoorStatus(payload: string | Uint8Array): Result<DoorStatus, PlainRefusal> {
  return parsePlain('status', doorStatusSchema, payload);
}
