import type { KeyRing } from '@portero/protocol';
import type { Database, Transaction } from '../database/database.ts';
import type { DecisionRow } from '../decisions/decision.ts';
import { FIND_BY_IDS, FIND_BY_REQUEST_IDS } from '../decisions/decision-queries.ts';
import { type StoredDecision, toDecision } from '../decisions/stored-decision.ts';
import type { AuditEntry } from './audit-entry.ts';
import type { FoundSeal } from './audit-item.ts';
import { ENTRIES_ABOUT, ENTRY_RANGE, SEAL_OF, SNAPSHOT } from './audit-queries.ts';
import { ChainWalk } from './chain-walk.ts';
import { CheckpointBook } from './checkpoint-book.ts';
import { DecisionCheck } from './decision-check.ts';
import { type LogFinding, LogFindings } from './finding.ts';
import { type EntryRecord, toFoundEntry } from './found-rows.ts';

/** A decision with all that the log has about it. */
export interface DecisionRecord {
  /** From its table; absent when somebody has deleted it there. */
  readonly decision?: DecisionRow;
  /** Absent for a decision from before there was a log. */
  readonly made?: AuditEntry;
  readonly acknowledged?: AuditEntry;
  /** What is wrong with these entries and the decision's row: nothing, as a rule. */
  readonly findings: readonly LogFinding[];
}

/**
 * Looks a decision up by its own id or by that of its request, and verifies the entries about it with whatever was
 * signed together with them.
 */
export function explainDecision(
  id: string,
  { keys, database }: { keys: KeyRing; database: Database },
): Promise<DecisionRecord | undefined> {
  return database.transaction('explaining a decision', async (transaction) => {
    await transaction.rows(SNAPSHOT);
    const decision = await find(transaction, id);
    const records = await transaction.rows<EntryRecord>(ENTRIES_ABOUT, [decision?.id ?? id]);
    if (!decision && records.length === 0) return undefined;
    const findings = new LogFindings();
    const entries: AuditEntry[] = [];
    for (const { chain, seq } of records) {
      const entry = await verifyEntry(transaction, { chain, seq }, { keys, findings });
      if (entry) entries.push(entry);
    }
    const made = entries.find(({ action }) => action === 'decision.made');
    const acknowledged = entries.find(({ action }) => action === 'decision.acknowledged');
    return {
      ...(decision && { decision }),
      ...(made && { made }),
      ...(acknowledged && { acknowledged }),
      findings: findings.kept,
    };
  });
}

async function find(transaction: Transaction, id: string): Promise<DecisionRow | undefined> {
  for (const statement of [FIND_BY_IDS, FIND_BY_REQUEST_IDS]) {
    const [stored] = await transaction.rows<StoredDecision>(statement, [[id]]);
    if (stored) return toDecision(stored);
  }
  return undefined;
}

/** The entry, after everything between the ends of its seal was verified. */
async function verifyEntry(
  transaction: Transaction,
  { chain, seq }: { chain: string; seq: number },
  { keys, findings }: { keys: KeyRing; findings: LogFindings },
): Promise<AuditEntry | undefined> {
  const [next] = await transaction.rows<Omit<FoundSeal, 'kind'>>(SEAL_OF, [chain, seq]);
  const seal = next && next.fromSeq <= seq ? next : undefined;
  const from = seal?.fromSeq ?? seq;
  const range = [chain, Math.max(1, from - 1), seal?.toSeq ?? seq];
  const records = await transaction.rows<EntryRecord>(ENTRY_RANGE, range);
  const before = records.find((record) => record.seq === from - 1);
  const walk = new ChainWalk(
    { startsAnywhere: true },
    { keys, findings, checkpoints: new CheckpointBook({ keys, findings }) },
  );
  const decisions = new DecisionCheck({ transaction, findings });
  if (seal) walk.visit({ kind: 'seal', ...seal });
  let found: AuditEntry | undefined;
  for (const record of records) {
    if (record.seq < from) continue;
    const entry = walk.visit(toFoundEntry(record, before?.hash));
    if (record.seq === seq) found = entry;
  }
  walk.end();
  if (found) await decisions.visit(found);
  await decisions.end(false);
  return found;
}
