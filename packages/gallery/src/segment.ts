import { setImmediate as nextTurn } from 'node:timers/promises';
import { ID_WORDS } from './ids/id-words.ts';
import type { TemplateStore } from './template-store.ts';

/** Another layout, other planes of the sketches: another number. */
const FORMAT = 2;
const LENGTH_BYTES = 4;
/** People copied before others get a turn: some 2 ms. */
const TURN = 512;

interface SegmentHeader {
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
 */
export async function writeSegment(store: TemplateStore, bucket: number): Promise<Uint8Array> {
  const { rowBytes, dimension } = store.vectors;
  const persons = store.personsInBucket(bucket);
  const personIds: string[] = [];
  const templateIds: string[] = [];
  const rows: Buffer[] = [];
  for (let start = 0; start < persons.length; start += ID_WORDS * TURN) {
    const slots = slotsOf(store, persons.subarray(start, start + ID_WORDS * TURN));
    const chunk = Buffer.allocUnsafe(slots.length * rowBytes);
    for (const [index, slot] of slots.entries()) {
      const { personId, templateId } = store.at(slot);
      personIds.push(personId);
      templateIds.push(templateId);
      store.vectors.copyRow(slot, chunk, index * rowBytes);
    }
    rows.push(chunk);
    await nextTurn();
  }
  const isOneEach = templateIds.every((templateId, index) => templateId === personIds[index]);
  const header: SegmentHeader = { format: FORMAT, dimension, personIds, ...(!isOneEach && { templateIds }) };
  const head = Buffer.from(JSON.stringify(header), 'utf8');
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length, 0);
  return Buffer.concat([length, head, ...rows]);
}

function slotsOf(store: TemplateStore, persons: Uint32Array): number[] {
  const slots: number[] = [];
  for (let at = 0; at < persons.length; at += ID_WORDS) {
    slots.push(...store.slotsOfWords(persons.subarray(at, at + ID_WORDS)));
  }
  return slots;
}

/**
 * @param bytes that `writeSegment` made: whoever kept them answers for that
 * @returns undefined when they are of another format, or of templates of another dimension
 */
export function readSegment(bytes: Uint8Array, dimension: number): GallerySegment | undefined {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = LENGTH_BYTES + all.readUInt32LE(0);
  const header = JSON.parse(all.toString('utf8', LENGTH_BYTES, start)) as SegmentHeader;
  if (header.format !== FORMAT || header.dimension !== dimension) return undefined;
  const { personIds, templateIds = personIds } = header;
  return { personIds, templateIds, rows: all.subarray(start) };
}
