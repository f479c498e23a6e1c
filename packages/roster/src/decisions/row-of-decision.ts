import { newId } from '@portero/runtime';
import type { DecisionRow, NewDecision } from './decision.ts';

/** The row as it will stand in the table. */
export function rowOf({ basis: _, ...decision }: NewDecision): DecisionRow {
  const given = {
    ...decision,
    id: lowerCase(decision.id ?? newId()),
    requestId: lowerCase(decision.requestId),
    doorId: lowerCase(decision.doorId),
    bootId: lowerCase(decision.bootId),
    personId: lowerCase(decision.personId),
    latency: decision.latency ?? {},
  };
  for (const member of Object.keys(given) as (keyof typeof given)[]) {
    if (given[member] === undefined) delete given[member];
  }
  return given as DecisionRow;
}

/** As Postgres gives UUIDs back, so that the row and its entry spell them alike. */
function lowerCase(id: string | undefined): string | undefined {
  return id?.toLowerCase();
}
