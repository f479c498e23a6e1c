import type { Database, Transaction } from '../database/database.ts';
import { NO_HASH } from './audit-entry.ts';
import { type FoundEntry, type FoundSeal, inOrder } from './audit-item.ts';
import { type AuditLine, EXPORT_FORMAT, lineOf } from './audit-line.ts';
import { CHECKPOINTS, ENTRY_RANGE, EXPORT_STARTS, SEALS_FROM, SNAPSHOT } from './audit-queries.ts';
import { type EntryRecord, toFoundEntry } from './found-rows.ts';

const PAGE = 500;

export interface ExportLogOptions {
  /** Entries from this moment on, and whatever was signed together with them. @defaultValue all */
  since?: Date | undefined;
  onProgress?: ((entries: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Hands over the log line by line, each a JSON document without its line end, in one snapshot of the database.
 * @returns entries exported
 */
export function exportLog(
  { since, onProgress, signal }: ExportLogOptions,
  { database, write }: { database: Database; write(line: string): Promise<void> | void },
): Promise<number> {
  return database.transaction('exporting the audit log', async (transaction) => {
    await transaction.rows(SNAPSHOT);
    const writeLine = (line: AuditLine) => write(JSON.stringify(line));
    const exportedAt = new Date().toISOString();
    await writeLine({
      ...{ kind: 'log', format: EXPORT_FORMAT, exportedAt },
      ...(since && { since: since.toISOString() }),
    });
    for (const { jws } of await transaction.rows<{ jws: string }>(CHECKPOINTS)) {
      await writeLine({ kind: 'checkpoint', jws });
    }
    let entries = 0;
    const starts = await transaction.rows<{ chain: string; seq: number }>(EXPORT_STARTS, [since ?? null]);
    for (const { chain, seq } of starts) {
      let previous: Uint8Array = NO_HASH;
      const seals = sealsOf(transaction, chain, seq);
      for await (const item of inOrder(entriesOf(transaction, chain, seq), seals)) {
        signal?.throwIfAborted();
        if (item.kind === 'entry') previous = item.previous ?? previous;
        await write(lineOf(item, previous));
        if (item.kind !== 'entry') continue;
        previous = item.hash;
        if (++entries % PAGE === 0) onProgress?.(entries);
      }
    }
    await writeLine({ kind: 'end', entries });
    return entries;
  });
}

/** The first one brings the hash of the entry before it along. */
async function* entriesOf(transaction: Transaction, chain: string, from: number): AsyncGenerator<FoundEntry> {
  const [before] =
    from > 1 ? await transaction.rows<EntryRecord>(ENTRY_RANGE, [chain, from - 1, from - 1]) : [];
  let previous: Uint8Array | undefined = before?.hash;
  for (let first = from; ; first += PAGE) {
    const page = await transaction.rows<EntryRecord>(ENTRY_RANGE, [chain, first, first + PAGE - 1]);
    if (page.length === 0) return;
    for (const record of page) {
      yield toFoundEntry(record, previous);
      previous = undefined;
    }
  }
}

async function* sealsOf(transaction: Transaction, chain: string, from: number): AsyncGenerator<FoundSeal> {
  for (let after = from - 1; ; ) {
    const page = await transaction.rows<Omit<FoundSeal, 'kind'>>(SEALS_FROM, [chain, after, PAGE]);
    for (const seal of page) yield { kind: 'seal', ...seal };
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = last.toSeq;
  }
}
