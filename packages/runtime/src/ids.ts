import { randomBytes } from 'node:crypto';

declare const brand: unique symbol;

/** A string that has been checked to be a `Name`: `type PersonId = Branded<string, 'PersonId'>`. */
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/**
 * A new UUID version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits.
 * Time-ordered, so that database indexes grow at one end.
 */
export function newId(nowMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes[6] = 0x70 | (bytes[6]! & 0x0f);
  bytes[8] = 0x80 | (bytes[8]! & 0x3f);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
