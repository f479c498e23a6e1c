import type { TemplateStore } from './template-store.ts';

/** Another layout, other planes of the sketches: another number. */
const FORMAT = 1;
const LENGTH_BYTES = 4;

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
  readonly rows: Uint8Array;
}

/** One bucket of a gallery in bytes, which hold its templates in clear: not for a disk without a seal. */
export function writeSegment(store: TemplateStore, bucket: number): Uint8Array {
  const slots = store.slotsInBucket(bucket);
  const templates = slots.map((slot) => store.at(slot));
  const header: SegmentHeader = {
    format: FORMAT,
    dimension: store.vectors.dimension,
    personIds: templates.map(({ personId }) => personId),
  };
  if (templates.some(({ personId, templateId }) => personId !== templateId)) {
    header.templateIds = templates.map(({ templateId }) => templateId);
  }
  const head = Buffer.from(JSON.stringify(header), 'utf8');
  const { rowBytes } = store.vectors;
  const start = LENGTH_BYTES + head.length;
  const bytes = new Uint8Array(start + slots.length * rowBytes);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, LENGTH_BYTES);
  for (const [index, slot] of slots.entries()) store.vectors.copyRow(slot, bytes, start + index * rowBytes);
  return bytes;
}

/**
 * @param bytes that `writeSegment` made: whoever kept them answers for that
 * @returns undefined when they are of another format, or of templates of another dimension
 */
export function readSegment(bytes: Uint8Array, dimension: number): GallerySegment | undefined {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + LENGTH_BYTES, length).toString('utf8');
  const header = JSON.parse(head) as SegmentHeader;
  if (header.format !== FORMAT || header.dimension !== dimension) return undefined;
  const { personIds, templateIds = personIds } = header;
  return { personIds, templateIds, rows: bytes.subarray(LENGTH_BYTES + length) };
}
