import { newId } from '@portero/runtime';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { parseDoor } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkDate, checkInteger, checkOneOf, checkUuid, isUuid } from '../validate.ts';
import { checkDecision } from './check-decision.ts';
import type { AckOutcome, DecisionRepository, DecisionRow, NewDecision } from './decision.ts';
import { ACKNOWLEDGE, FIND_BY_REQUEST_ID, LIST, RECORD } from './decision-queries.ts';

type StoredDecision = { [K in keyof DecisionRow]-?: Exclude<DecisionRow[K], undefined> | null } & {
  [K in 'id' | 'requestId' | 'door' | 'bootId' | 'seq' | 'mode' | 'action' | 'reason']: DecisionRow[K];
};

function toDecision(stored: StoredDecision): DecisionRow {
  return withoutNulls(stored) as DecisionRow;
}

function valuesOf(decision: NewDecision): unknown[] {
  return [
    decision.id ?? newId(),
    decision.requestId,
    decision.door,
    decision.doorId,
    decision.bootId,
    decision.seq,
    decision.mode,
    decision.personId,
    decision.action,
    decision.reason,
    decision.distanceL2,
    decision.secondDistanceL2,
    decision.thresholdL2,
    decision.marginL2,
    decision.modelId,
    decision.policyVersion,
    decision.quality,
    decision.capturedAt,
    decision.decidedAt,
    JSON.stringify(decision.latency ?? {}),
    decision.frames && JSON.stringify(decision.frames),
    decision.pad && JSON.stringify(decision.pad),
  ];
}

export function createDecisionRepository(database: Database): DecisionRepository {
  const findByRequestId = async (requestId: string): Promise<DecisionRow | undefined> => {
    if (!isUuid(requestId)) return undefined;
    const stored = await database.row<StoredDecision>('finding a decision', FIND_BY_REQUEST_ID, [requestId]);
    return stored && toDecision(stored);
  };

  return {
    findByRequestId,

    async record(decision) {
      checkDecision(decision);
      const stored = await database.row<StoredDecision>('recording a decision', RECORD, valuesOf(decision));
      if (stored) return { recorded: toDecision(stored), duplicate: false };
      // The row that stood in the way is committed, but younger than the snapshot of that statement: a second one.
      const earlier = await findByRequestId(decision.requestId);
      if (earlier) return { recorded: earlier, duplicate: true };
      throw new RosterError(
        'DATABASE_CONFLICT',
        `The earlier decision on the request ${decision.requestId} vanished while it was looked up. Try again.`,
        { context: { requestId: decision.requestId } },
      );
    },

    async acknowledge(requestId, outcome: AckOutcome, reason, at) {
      checkUuid('requestId', requestId);
      checkOneOf('outcome', outcome, ['actuated', 'refused', 'shown']);
      checkDate('at', at);
      const values = [requestId, outcome, reason ?? null, at];
      if (await database.row('acknowledging a decision', ACKNOWLEDGE, values)) return 'acknowledged';
      return (await findByRequestId(requestId)) ? 'already_acknowledged' : 'unknown_request';
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
