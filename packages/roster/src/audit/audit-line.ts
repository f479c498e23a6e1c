import { type AuditEntry, entryText } from './audit-entry.ts';
import type { AuditItem, FoundEntry } from './audit-item.ts';

/** Of an export; goes up when a line changes its meaning. */
export const EXPORT_FORMAT = 1;

/** One line of an export. The hashes are hexadecimal; an entry can be hashed again with what stands in its line. */
export type AuditLine =
  | { readonly kind: 'log'; readonly format: number; readonly since?: string; readonly exportedAt: string }
  | { readonly kind: 'checkpoint'; readonly jws: string }
  | {
      readonly kind: 'seal';
      readonly chain: string;
      readonly fromSeq: number;
      readonly toSeq: number;
      readonly jws: string;
    }
  | {
      readonly kind: 'entry';
      readonly previous: string;
      readonly hash: string;
      readonly entry: AuditEntry;
    }
  /** The last line: without it the file was cut short. */
  | { readonly kind: 'end'; readonly entries: number };

export function lineOf(item: AuditItem, previous: Uint8Array): string {
  if (item.kind === 'seal') return JSON.stringify(item);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  // The text goes in as it is, so that an export never mends what it exports.
  return `{"kind":"entry","previous":"${hex(previous)}","hash":"${hex(item.hash)}","entry":${item.text}}`;
}

/** What a line says, or nothing if it is none of ours. */
export type ReadLine =
  | { readonly kind: 'item'; readonly item: AuditItem }
  | { readonly kind: 'checkpoint'; readonly jws: string }
  | { readonly kind: 'end'; readonly entries: number }
  | { readonly kind: 'log' }
  | { readonly kind: 'unreadable' };

const HASH = /^[0-9a-f]{64}$/;

export function readLine(text: string): ReadLine {
  const line = parse(text);
  switch (line?.kind) {
    case 'log':
      return line.format === EXPORT_FORMAT ? { kind: 'log' } : { kind: 'unreadable' };
    case 'checkpoint':
      return typeof line.jws === 'string' ? { kind: 'checkpoint', jws: line.jws } : { kind: 'unreadable' };
    case 'end':
      return { kind: 'end', entries: Number(line.entries) };
    case 'seal': {
      const { chain, fromSeq, toSeq, jws } = line;
      if (typeof chain !== 'string' || typeof jws !== 'string' || !isSeq(fromSeq) || !isSeq(toSeq)) break;
      return { kind: 'item', item: { kind: 'seal', chain, fromSeq, toSeq, jws } };
    }
    case 'entry': {
      const item = foundEntry(line);
      if (item) return { kind: 'item', item };
    }
  }
  return { kind: 'unreadable' };
}

/** A canonical text is got by writing the entry anew: member order and spaces of a line carry nothing. */
function foundEntry({ previous, hash, entry }: Record<string, unknown>): FoundEntry | undefined {
  if (typeof previous !== 'string' || !HASH.test(previous)) return undefined;
  if (typeof hash !== 'string' || !HASH.test(hash)) return undefined;
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { chain, seq } = entry as Record<string, unknown>;
  if (typeof chain !== 'string' || !isSeq(seq)) return undefined;
  return {
    ...{ kind: 'entry', chain, seq, text: entryText(entry as AuditEntry) },
    hash: Buffer.from(hash, 'hex'),
    previous: Buffer.from(previous, 'hex'),
  };
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
