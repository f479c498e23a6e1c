import type { KeyRing } from '@portero/protocol';
import type { Database, Statement, Transaction } from '../database/database.ts';
import { ROSTER_CHAIN } from './audit-entry.ts';
import { type FoundEntry, type FoundSeal, inOrder } from './audit-item.ts';
import {
  CHECKPOINTS,
  declareEntries,
  declareSeals,
  fetchFrom,
  HEADS,
  IN_UTC,
  SNAPSHOT,
} from './audit-queries.ts';
import { ChainWalk } from './chain-walk.ts';
import { CheckpointBook } from './checkpoint-book.ts';
import { DecisionCheck } from './decision-check.ts';
import { LogFindings } from './finding.ts';
import { type EntryRecord, toFoundEntry } from './found-rows.ts';
import { type LogVerification, verificationOf } from './log-verification.ts';
import { checkRoster } from './roster-check.ts';

/** Rows in memory at a time. */
const PAGE = 500;

export interface VerifyLogOptions {
  /** Whose signatures are believed. */
  keys: KeyRing;
  /** Checkpoints that were kept elsewhere than in the database: compact JWS, and where they were found. */
  checkpoints?: readonly { jws: string; source: string }[] | undefined;
  /** Each chain from this number on; the entries before are believed. @defaultValue 1 */
  fromSeq?: number | undefined;
  /** Now and then. @param total entries there are */
  onProgress?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Walks the whole log in one snapshot of the database and holds it against its hashes, its seals, all checkpoints that
 * there are, the table of decisions, and the roster. Relies on no trigger, constraint or function of the database.
 */
export function verifyLog(
  { keys, checkpoints = [], fromSeq = 1, onProgress, signal }: VerifyLogOptions,
  { database }: { database: Database },
): Promise<LogVerification> {
  return database.transaction('verifying the audit log', async (transaction) => {
    await transaction.rows(SNAPSHOT);
    await transaction.rows(IN_UTC);
    const findings = new LogFindings();
    const book = new CheckpointBook({ keys, findings });
    for (const stored of await transaction.rows<{ id: string; at: Date; jws: string }>(CHECKPOINTS)) {
      book.addStored(stored);
    }
    for (const { jws, source } of checkpoints) book.add(jws, source, 'elsewhere');
    book.reportDeleted();
    const heads = await transaction.rows<{ chain: string; seq: number }>(HEADS);
    const total = heads.reduce((sum, { seq }) => sum + Math.max(0, seq - fromSeq + 1), 0);
    if (!heads.some(({ chain }) => chain === ROSTER_CHAIN)) {
      findings.add({ kind: 'log_missing', detail: 'the chain of administrative acts is not there at all' });
    }
    const walk = new ChainWalk({ fromSeq }, { keys, findings, checkpoints: book });
    const decisions = new DecisionCheck({ transaction, findings });
    for await (const item of inOrder(entriesOf(transaction, fromSeq), sealsOf(transaction, fromSeq))) {
      signal?.throwIfAborted();
      const entry = walk.visit(item);
      if (entry) await decisions.visit(entry);
      if (walk.entries % PAGE === 0) onProgress?.(walk.entries, total);
    }
    walk.end();
    await decisions.end(fromSeq === 1);
    if (fromSeq === 1) await checkRoster({ transaction, findings }, signal);
    onProgress?.(walk.entries, total);
    return verificationOf({ walk, book, findings });
  });
}

/** From `fromSeq` on; the entry before it is read as well, for its hash only. */
async function* entriesOf(transaction: Transaction, fromSeq: number): AsyncGenerator<FoundEntry> {
  let before: EntryRecord | undefined;
  const declared = declareEntries(Math.max(1, fromSeq - 1));
  for await (const row of cursor<EntryRecord>(transaction, declared, 'audit_entries_walk')) {
    if (row.seq >= fromSeq) {
      const isNext = before?.chain === row.chain && before.seq === row.seq - 1;
      yield toFoundEntry(row, isNext ? before?.hash : undefined);
    }
    before = row;
  }
}

/** A seal that begins before `fromSeq` reaches into what is walked, and cannot be checked in part. */
async function* sealsOf(transaction: Transaction, fromSeq: number): AsyncGenerator<FoundSeal> {
  const declared = declareSeals(fromSeq);
  for await (const row of cursor<Omit<FoundSeal, 'kind'>>(transaction, declared, 'audit_seals_walk')) {
    yield { kind: 'seal', ...row };
  }
}

async function* cursor<Row extends object>(
  transaction: Transaction,
  declared: Statement,
  name: string,
): AsyncGenerator<Row> {
  await transaction.rows(declared);
  for (;;) {
    const page = await transaction.rows<Row>(fetchFrom(name, PAGE));
    yield* page;
    if (page.length < PAGE) return;
  }
}
