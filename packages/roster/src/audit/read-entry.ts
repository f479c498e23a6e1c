import { type AuditEntry, ENTRY_VERSION } from './audit-entry.ts';
import type { FoundEntry } from './audit-item.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** What an entry says, or why it cannot be one. */
export type ReadEntry =
  | { readonly ok: true; readonly entry: AuditEntry }
  | { readonly ok: false; readonly problem: string };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

/** Reads the text of an entry and holds it against its place. */
export function readEntry({ text, chain, seq }: Pick<FoundEntry, 'text' | 'chain' | 'seq'>): ReadEntry {
  const value = parse(text);
  if (!isObject(value)) return { ok: false, problem: 'it is not a JSON object' };
  if (value.v !== ENTRY_VERSION) return { ok: false, problem: `its version is not ${ENTRY_VERSION}` };
  if (value.chain !== chain || value.seq !== seq) {
    return { ok: false, problem: 'it says that its place is another' };
  }
  const { at, action, subject, person, door, details, actor } = value;
  const isShaped =
    typeof at === 'string' &&
    typeof action === 'string' &&
    isObject(details) &&
    (actor === undefined || isObject(actor)) &&
    [subject, person, door].every(isTextOrAbsent);
  if (!isShaped) return { ok: false, problem: 'a member is missing or of the wrong kind' };
  if (canonicalJson(value as JsonValue) !== text) return { ok: false, problem: 'it is not canonical JSON' };
  return { ok: true, entry: value as unknown as AuditEntry };
}

/** Names of the columns that say something else than the entry. */
export function changedColumns(entry: AuditEntry, { columns }: FoundEntry): string[] {
  if (!columns) return [];
  const pairs: readonly (readonly [name: string, column: unknown, said: unknown])[] = [
    ['at', columns.at.getTime(), Date.parse(entry.at)],
    ['action', columns.action, entry.action],
    ['subject_id', columns.subject ?? undefined, entry.subject],
    ['person_id', columns.person ?? undefined, entry.person],
    ['door', columns.door ?? undefined, entry.door],
  ];
  return pairs.filter(([, column, said]) => column !== said).map(([name]) => name);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
