import { withoutNulls } from '../database/without-nulls.ts';
import type { DecisionRow } from './decision.ts';

/** A decision as the database gives it. */
export type StoredDecision = { [K in keyof DecisionRow]-?: Exclude<DecisionRow[K], undefined> | null } & {
  [K in 'id' | 'requestId' | 'door' | 'bootId' | 'seq' | 'mode' | 'action' | 'reason']: DecisionRow[K];
};

export function toDecision(stored: StoredDecision): DecisionRow {
  return withoutNulls(stored) as DecisionRow;
}
