import type { Chain, ChainExtension } from '../audit/chain.ts';
import { decisionDraft } from '../audit/decision-entry.ts';
import type { Database, Transaction } from '../database/database.ts';
import { isRolledBack, violatedConstraint } from '../database/database-error.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { checkDecision } from '../decisions/check-decision.ts';
import type { DecisionRow, RecordedDecision } from '../decisions/decision.ts';
import { FIND_BY_REQUEST_IDS } from '../decisions/decision-queries.ts';
import { insertDecisions } from '../decisions/insert-decisions.ts';
import { rowOf } from '../decisions/row-of-decision.ts';
import { type StoredDecision, toDecision } from '../decisions/stored-decision.ts';
import { RosterError } from '../roster-error.ts';
import { checkUuid } from '../validate.ts';
import { DOOR_RULES, type DoorRulesRow, toDoorRules } from './door-rules-repository.ts';
import {
  ADD_PASSAGES,
  AREA_SITUATIONS,
  ESCORTS,
  LOCK_AREAS,
  LOCK_DOOR,
  USE_ESCORT,
} from './passage-queries.ts';
import {
  type AreaSituation,
  type DoorSituation,
  type EscortSituation,
  type PassageQuestion,
  type PassageRecorder,
  PENDING_MS,
  type SettledDecision,
} from './passage-state.ts';
import { Turns } from './turns.ts';

interface AreaSituationRow {
  areaId: string;
  lastDirection: AreaSituation['lastDirection'] | null;
  lastAt: Date | null;
  possiblyInside: number;
  surelyInside: number;
  secondPersonAskedAt: Date | null;
}

export interface PassageRecorderDeps {
  database: Database;
  /** Of this process, for decisions that are made here only. */
  chain(): Promise<Chain>;
  now(): number;
}

/**
 * Order within the transaction: locks, then the situation (in statements of their own, since under READ COMMITTED each
 * sees what was committed before it began), then the decision with its audit entry, then its passages.
 *
 * Invariant: from the entry to the end of the transaction the chain is one decision's alone. Whoever waits for it holds
 * locks of areas; whoever has it waits for nobody.
 */
export function createPassageRecorder({
  database,
  chain: openChain,
  now,
}: PassageRecorderDeps): PassageRecorder {
  const turns = new Turns();
  return {
    async record(question, settle): Promise<RecordedDecision> {
      checkUuid('doorId', question.doorId);
      checkUuid('personId', question.personId);
      const chain = await openChain();
      let endTurn: (() => void) | undefined;
      let extension: ChainExtension | undefined;
      try {
        const result = await database.transaction('recording a passage', async (transaction) => {
          extension = undefined;
          const prepared = await prepare(transaction, question, settle, now);
          if ('recorded' in prepared) return prepared;
          endTurn ??= await turns.take();
          extension = chain.extend([decisionDraft(prepared.row, prepared.settled.decision.basis)], now());
          await insert(transaction, prepared.row, { chain, extension });
          await addPassages(transaction, prepared.row, prepared.settled);
          return { recorded: prepared.row, duplicate: false };
        });
        if (extension) chain.committed(extension);
        return result;
      } catch (error) {
        if (extension && !isRolledBack(error)) chain.abandon();
        throw error;
      } finally {
        endTurn?.();
      }
    },
  };
}

type Prepared = RecordedDecision | { readonly row: DecisionRow; readonly settled: SettledDecision };

async function prepare(
  transaction: Transaction,
  question: PassageQuestion,
  settle: (situation: DoorSituation, now: Date) => SettledDecision,
  clock: () => number,
): Promise<Prepared> {
  if (question.escorted) await transaction.rows(LOCK_DOOR, [question.doorId]);
  const locked = await transaction.rows<{ id: string }>(LOCK_AREAS, [question.doorId]);
  const [earlier] = await transaction.rows<StoredDecision>(FIND_BY_REQUEST_IDS, [[question.requestId]]);
  if (earlier) return { recorded: toDecision(earlier), duplicate: true };
  const now = new Date(clock());
  const situation = await readSituation(transaction, question, now);
  // The door was given another area after the locks were taken.
  if (situation.areas.some(({ areaId }) => !locked.some(({ id }) => id === areaId))) {
    throw overtaken(question.requestId);
  }
  const settled = settle(situation, now);
  checkDecision(settled.decision);
  return { row: rowOf(settled.decision), settled };
}

async function insert(
  transaction: Transaction,
  row: DecisionRow,
  { chain, extension }: { chain: Chain; extension: ChainExtension },
): Promise<void> {
  const { statement, values } = insertDecisions([row], extension);
  try {
    await transaction.rows(statement, values);
  } catch (error) {
    const constraint = violatedConstraint(error);
    // Somebody else wrote to our chain. An audit will find their entry; ours goes into a chain of its own.
    const isFork = constraint === 'audit_entries_pkey' || constraint === 'audit_seals_pkey';
    if (isFork) chain.abandon();
    if (isFork || constraint === 'decisions_request_id_key') throw overtaken(row.requestId);
    throw error;
  }
}

async function readSituation(
  transaction: Transaction,
  { doorId, door, personId, escorted, escortSeconds }: PassageQuestion,
  now: Date,
): Promise<DoorSituation> {
  const [row] = await transaction.rows<DoorRulesRow>(DOOR_RULES, [doorId, now]);
  if (!row) {
    throw new RosterError('NOT_FOUND', 'The door was removed while somebody stood before it.', {
      context: { doorId },
    });
  }
  const rules = toDoorRules(row);
  const areaIds = [rules.entry?.id, rules.exit?.id].filter((id) => id !== undefined);
  const areas =
    areaIds.length === 0
      ? []
      : await transaction.rows<AreaSituationRow>(AREA_SITUATIONS, [areaIds, now, PENDING_MS, personId]);
  const since = rules.escortSeconds ?? escortSeconds;
  const escorts = escorted
    ? await transaction.rows<{ [Name in keyof EscortSituation]: EscortSituation[Name] }>(ESCORTS, [
        ...[door, since, now, PENDING_MS],
      ])
    : [];
  return { rules, areas: areas.map((area) => withoutNulls(area)), escorts };
}

async function addPassages(
  transaction: Transaction,
  { id, personId, action, decidedAt }: DecisionRow,
  { crossings = [], escortDecisionId }: SettledDecision,
): Promise<void> {
  if (action !== 'unlock') return;
  if (crossings.length > 0) {
    await transaction.rows(ADD_PASSAGES, [
      ...[id, personId, decidedAt],
      crossings.map(({ areaId }) => areaId),
      crossings.map(({ direction }) => direction),
      crossings.map(({ violation }) => violation),
    ]);
  }
  if (escortDecisionId !== undefined) await transaction.rows(USE_ESCORT, [id, escortDecisionId]);
}

/** Retryable: the second attempt finds the other's work. */
function overtaken(requestId: string): RosterError {
  return new RosterError(
    'DATABASE_CONFLICT',
    'Somebody decided the request, or changed the door, meanwhile. Try again.',
    {
      context: { requestId },
    },
  );
}
