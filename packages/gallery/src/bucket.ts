/** Parts that people are divided into: those of a snapshot, and those in which they are looked up. */
export const BUCKETS = 256;

/**
 * The part that a person belongs to: the last byte of a UUID, which the roster's `get_byte(uuid_send(id), 15)` is too; of any
 * other id a hash of its end.
 */
export function bucketOf(personId: string): number {
  const byte = Number.parseInt(personId.slice(-2), 16);
  if (personId.length === 36 && byte >= 0) return byte;
  let hash = 0;
  for (let index = Math.max(0, personId.length - 8); index < personId.length; index++) {
    hash = (Math.imul(hash, 31) + personId.charCodeAt(index)) | 0;
  }
  return hash & (BUCKETS - 1);
}
