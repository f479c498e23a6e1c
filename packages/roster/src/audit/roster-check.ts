import type { Transaction } from '../database/database.ts';
import type { AuditEntry } from './audit-entry.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import type { LogFindings } from './finding.ts';
import { AUDITED_TABLES, type AuditedKind, gonePage, LATER_DEFAULTS, rowsPage } from './roster-queries.ts';

const PAGE = 500;
const NIL_UUID = '00000000-0000-0000-0000-000000000000';

interface RowWithHistory {
  readonly id: string;
  readonly row: Readonly<Record<string, JsonValue>>;
  /** Texts of the entries about it, oldest first. */
  readonly entries: readonly string[];
}

/**
 * Holds the tables of the roster against what the log says was done to them: whoever adds a grant with the triggers
 * switched off leaves a row that nobody has logged. Only what an entry may say is compared, so neither names nor faces nor
 * card numbers.
 */
export async function checkRoster(
  { transaction, findings }: { transaction: Transaction; findings: LogFindings },
  signal: AbortSignal | undefined,
): Promise<number> {
  let rows = 0;
  for (const kind of Object.keys(AUDITED_TABLES) as AuditedKind[]) {
    rows += await eachPage(transaction, rowsPage(kind), signal, (found: RowWithHistory) => {
      const problem = differenceOf(found, kind);
      if (!problem) return;
      const detail = `the ${kind} ${found.id} ${problem}`;
      findings.add({ kind: 'roster_changed', detail });
    });
    await eachPage(transaction, gonePage(kind), signal, ({ id }: { id: string }) => {
      const detail = `the ${kind} ${id} was added, is not there, and nobody has logged its removal`;
      findings.add({ kind: 'roster_changed', detail });
    });
  }
  return rows;
}

async function eachPage<Row extends { readonly id: string }>(
  transaction: Transaction,
  statement: Parameters<Transaction['rows']>[0],
  signal: AbortSignal | undefined,
  visit: (row: Row) => void,
): Promise<number> {
  let rows = 0;
  for (let after = NIL_UUID; ; ) {
    signal?.throwIfAborted();
    const page = await transaction.rows<Row>(statement, [after, PAGE]);
    rows += page.length;
    for (const row of page) visit(row);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return rows;
    after = last.id;
  }
}

/** What the entries about a row add up to, against the row; nothing when they agree. */
function differenceOf({ row, entries }: RowWithHistory, kind: AuditedKind): string | undefined {
  const said: Record<string, JsonValue> = { ...LATER_DEFAULTS[kind] };
  let isAdded = false;
  for (const { action, details } of entries.flatMap(whatItSays)) {
    isAdded = !action.endsWith('.removed');
    if (!isAdded) continue;
    const isWhole = action === `${kind}.added` || action === `${kind}.found`;
    for (const [name, value] of Object.entries(details)) {
      if (isWhole) said[name] = value ?? null;
      else if (name !== 'hidden') said[name] = newValueOf(value);
    }
  }
  if (!isAdded) return 'is there, and nobody has logged that it was added';
  const changed = Object.keys({ ...said, ...row }).filter(
    (name) => canonicalJson(said[name] ?? null) !== canonicalJson(row[name] ?? null),
  );
  return changed.length > 0 ? `has another ${changed.join(', ')} than the log says` : undefined;
}

/** An entry that cannot be read says nothing; the walk has found it already. */
function whatItSays(text: string): Pick<AuditEntry, 'action' | 'details'>[] {
  try {
    const { action, details } = JSON.parse(text) as Partial<AuditEntry>;
    return typeof action === 'string' && typeof details === 'object' && details ? [{ action, details }] : [];
  } catch {
    return [];
  }
}

/** Of `{ from, to }`. */
function newValueOf(change: JsonValue | undefined): JsonValue {
  const value = typeof change === 'object' && change !== null ? Reflect.get(change, 'to') : undefined;
  return (value as JsonValue | undefined) ?? null;
}
