/** Another way to fuse templates into a reference, another number: parts of before are made anew. */
const FORMAT = 1;
const LENGTH_BYTES = 4;

/** What a part of a snapshot says of itself, inside of its seal. */
export interface SnapshotNote {
  /** The newest change of the roster that it holds, by number and time: another history has another one there. */
  readonly seq: number;
  readonly at: string;
  /** Whose templates could not all be used: they are read again, to be counted and logged. */
  readonly again: readonly string[];
}

/** @param segment of the gallery, in pieces */
export async function* writePart(
  note: SnapshotNote,
  segment: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(JSON.stringify({ format: FORMAT, ...note }), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length, 0);
  yield Buffer.concat([length, text]);
  yield* segment;
}

/** @param bytes that came out of a seal of ours @returns undefined for those of another version */
export function readPart(bytes: Uint8Array): { note: SnapshotNote; segment: Uint8Array } | undefined {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + LENGTH_BYTES, length).toString('utf8');
  const { format, ...note } = JSON.parse(head) as SnapshotNote & { format: number };
  return format === FORMAT ? { note, segment: bytes.subarray(LENGTH_BYTES + length) } : undefined;
}
