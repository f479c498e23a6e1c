import { z } from 'zod';
import { encodePlain, type PlainRefusal, parsePlain } from './envelope.ts';
import { bootIdSchema, timeMsSchema, versionSchema } from './fields.ts';
import type { Result } from './result.ts';

/** Something that happened at a door unasked. Not signed: it raises an alarm and opens nothing. */
export const doorEventSchema = z.object({
  v: versionSchema,
  /** `forced`: opened without an unlock. `held-open`: not closed in time. */
  kind: z.enum(['forced', 'held-open', 'tamper', 'duress', 'actuator-fault']),
  at: timeMsSchema,
  bootId: bootIdSchema,
});

export type DoorEvent = z.output<typeof doorEventSchema>;
export type DoorEventInput = z.input<typeof doorEventSchema>;

/** @throws {ProtocolError} `MESSAGE_INVALID` */
export function encodeDoorEvent(event: DoorEventInput): string {
  return encodePlain('event', doorEventSchema, event);
}

export function parseDoorEvent(payload: string | Uint8Array): Result<DoorEvent, PlainRefusal> {
  return parsePlain('event', doorEventSchema, payload);
}
