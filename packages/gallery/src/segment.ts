import { setImmediate as nextTurn } from 'node:timers/promises';
import { ID_WORDS } from './ids/id-words.ts';
import type { TemplateStore } from './template-store.ts';

/** Another layout, other planes of the sketches: another number. */
const FORMAT = 3;
const LENGTH_BYTES = 4;
/** People copied and sealed before others get a turn: some 0.5 ms. */
const TURN = 128;

interface SegmentFooter {
  format: number;
  dimension: number;
  personIds: string[];
  /** Absent where each is that of its person. */
  templateIds?: string[];
}

/** The templates of the people of one bucket, as they were written: sketch and vector of each, one after the other. */
export interface GallerySegment {
  readonly personIds: readonly string[];
  readonly templateIds: readonly string[];
  readonly rows: Buffer;
}

/**
 * One bucket of a gallery in bytes, which hold its templates in clear: not for a disk without a seal. Others get turns while
 * it is written: who comes, goes or changes meanwhile may be in it as before, as after, or not at all.
 *
 * @returns rows, and last of all whose they are; each piece only until the next is asked for, since they share one buffer: new
 * ones would keep the garbage collector busy, which stops everybody
 */
export async function* writeSegment(store: TemplateStore, bucket: number): AsyncGenerator<Uint8Array> {
  const { rowBytes, dimension } = store.vectors;
  const persons = store.personsInBucket(bucket);
  const personIds: string[] = [];
  const templateIds: string[] = [];
  let rows = Buffer.alloc(0);
  for (let start = 0; start < persons.length; start += ID_WORDS * TURN) {
    const slots = slotsOf(store, persons.subarray(start, start + ID_WORDS * TURN));
    if (rows.length < slots.length * rowBytes) rows = Buffer.allocUnsafe(slots.length * rowBytes);
    for (const [index, slot] of slots.entries()) {
      const { personId, templateId } = store.at(slot);
      personIds.push(personId);
      templateIds.push(templateId);
      store.vectors.copyRow(slot, rows, index * rowBytes);
    }
    yield rows.subarray(0, slots.length * rowBytes);
    await nextTurn();
  }
  const isOneEach = templateIds.every((templateId, index) => templateId === personIds[index]);
  yield footerOf({ format: FORMAT, dimension, personIds, ...(!isOneEach && { templateIds }) });
}

function footerOf(footer: SegmentFooter): Uint8Array {
  const text = Buffer.from(JSON.stringify(footer), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(text.length, 0);
  return Buffer.concat([text, length]);
}

function slotsOf(store: TemplateStore, persons: Uint32Array): number[] {
  const slots: number[] = [];
  for (let at = 0; at < persons.length; at += ID_WORDS) {
    slots.push(...store.slotsOfWords(persons.subarray(at, at + ID_WORDS)));
  }
  return slots;
}

/**
 * @param bytes that `writeSegment` made, all together: whoever kept them answers for that
 * @returns undefined when they are of another format, or of templates of another dimension
 */
export function readSegment(bytes: Uint8Array, dimension: number): GallerySegment | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = all.length - LENGTH_BYTES;
  const rowsEnd = end - all.readUInt32LE(end);
  const footer = JSON.parse(all.toString('utf8', rowsEnd, end)) as SegmentFooter;
  if (footer.format !== FORMAT || footer.dimension !== dimension) return undefined;
  const { personIds, templateIds = personIds } = footer;
  return { personIds, templateIds, rows: all.subarray(0, rowsEnd) };
}
