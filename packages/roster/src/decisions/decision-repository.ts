import type { Chain } from '../audit/chain.ts';
import type { Database } from '../database/database.ts';
import { GroupWork } from '../database/group-work.ts';
import { parseDoor } from '../places/place-address.ts';
import { checkDate, checkInteger, checkOneOf, checkUuid, isUuid } from '../validate.ts';
import { type AcknowledgementToWrite, AcknowledgementWriter } from './acknowledgement-writer.ts';
import { checkDecision } from './check-decision.ts';
import type {
  AckOutcome,
  DecisionIds,
  DecisionRepository,
  DecisionRow,
  RecordedDecision,
} from './decision.ts';
import { DECISION_IDS, FIND_BY_REQUEST_IDS, LIST } from './decision-queries.ts';
import { type DecisionToWrite, DecisionWriter } from './decision-writer.ts';
import { rowOf } from './row-of-decision.ts';
import { type StoredDecision, toDecision } from './stored-decision.ts';

/** In one transaction. What waits longer for more to come gains little: a commit is paid for by all of them already. */
const MAX_GROUP = 64;

export interface DecisionRepositoryDeps {
  database: Database;
  /** The chains of this process; each is opened when it is first written to. */
  decisionChain(): Promise<Chain>;
  acknowledgementChain(): Promise<Chain>;
}

export function createDecisionRepository(deps: DecisionRepositoryDeps): DecisionRepository {
  const { database, decisionChain, acknowledgementChain } = deps;
  const now = () => Date.now();

  const findByRequestIds = async (requestIds: readonly string[]): Promise<DecisionRow[]> => {
    const values = [requestIds];
    return (await database.rows<StoredDecision>('finding decisions', FIND_BY_REQUEST_IDS, values)).map(
      toDecision,
    );
  };

  const findByRequestId = async (requestId: string): Promise<DecisionRow | undefined> =>
    isUuid(requestId) ? (await findByRequestIds([requestId]))[0] : undefined;

  const keyOf = (requestId: string) => requestId.toLowerCase();
  const writer = new DecisionWriter({ database, chain: decisionChain, findByRequestIds, now });
  const recording = new GroupWork<DecisionToWrite, RecordedDecision>(
    { maxItems: MAX_GROUP, keyOf: ({ row }) => keyOf(row.requestId) },
    (group) => writer.write(group),
  );
  const acknowledger = new AcknowledgementWriter({ database, chain: acknowledgementChain, now });
  const acknowledging = new GroupWork<AcknowledgementToWrite, boolean>(
    { maxItems: MAX_GROUP, keyOf: ({ requestId }) => keyOf(requestId) },
    (group) => acknowledger.write(group),
  );

  return {
    findByRequestId,

    async record(decision) {
      checkDecision(decision);
      return recording.add({ row: rowOf(decision), basis: decision.basis });
    },

    async acknowledge(requestId, outcome: AckOutcome, reason, at, door) {
      checkUuid('requestId', requestId);
      checkOneOf('outcome', outcome, ['actuated', 'refused', 'shown']);
      checkDate('at', at);
      if (await acknowledging.add({ requestId, outcome, reason, at, door })) return 'acknowledged';
      const row = await findByRequestId(requestId);
      if (!row) return 'unknown_request';
      return door === undefined || row.door === door ? 'already_acknowledged' : 'wrong_door';
    },

    async listIds(requestIds) {
      for (const requestId of requestIds) checkUuid('requestId', requestId);
      return database.rows<DecisionIds & Record<string, unknown>>('finding decisions', DECISION_IDS, [
        requestIds,
      ]);
    },

    async list({ door, personId, limit = 100, since } = {}) {
      if (door !== undefined) parseDoor(door);
      if (personId !== undefined) checkUuid('personId', personId);
      if (since !== undefined) checkDate('since', since);
      checkInteger('limit', limit, 1, 1000);
      const values = [door ?? null, personId ?? null, since ?? null, limit];
      return (await database.rows<StoredDecision>('listing decisions', LIST, values)).map(toDecision);
    },
  };
}
