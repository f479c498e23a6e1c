import type { ChainExtension } from '../audit/chain.ts';
import { extensionParts, type SqlPart, shapeOf, valueLists } from '../audit/chain-statement.ts';
import type { Statement } from '../database/database.ts';
import type { DecisionRow } from './decision.ts';
import { DECISION_COLUMNS, decisionValues } from './decision-queries.ts';

/** Decisions with their entries and their seal in one statement. */
export function insertDecisions(
  rows: readonly DecisionRow[],
  extension: ChainExtension,
): { statement: Statement; values: SqlPart['values'] } {
  const values = rows.flatMap(decisionValues);
  const audit = extensionParts(extension, values.length + 1);
  const statement: Statement = {
    name: `record-decisions-${rows.length}-${shapeOf(extension)}`,
    text: `WITH ${audit.text}
        INSERT INTO decisions (${DECISION_COLUMNS.join(', ')}) VALUES ${valueLists(rows.length, DECISION_COLUMNS.length, 1)}`,
  };
  return { statement, values: [...values, ...audit.values] };
}
