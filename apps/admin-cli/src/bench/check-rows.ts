import { setTimeout as sleep } from 'node:timers/promises';
import type { Roster } from '@portero/roster';

export interface RowCheck {
  /** Requests that their doors were told a decision for. */
  readonly expected: number;
  /** Those of them whose row holds that decision. */
  readonly found: number;
  readonly missing: number;
  /** Whose row holds another decision. */
  readonly different: number;
  /** Whose row says what the door did. */
  readonly acknowledged: number;
}

const AT_ONCE = 5_000;
const ACKNOWLEDGED_WITHIN_MS = 15_000;
const POLL_MS = 250;

/** Compares what doors were told with what stands in the database, once acknowledgements have had time to get there. */
export async function checkRows(
  { decisions }: Pick<Roster, 'decisions'>,
  told: ReadonlyMap<string, string>,
): Promise<RowCheck> {
  const deadline = performance.now() + ACKNOWLEDGED_WITHIN_MS;
  for (;;) {
    const check = await compare(decisions, told);
    if (check.acknowledged === check.expected || performance.now() > deadline) return check;
    await sleep(POLL_MS);
  }
}

async function compare(decisions: Roster['decisions'], told: ReadonlyMap<string, string>): Promise<RowCheck> {
  const requestIds = [...told.keys()];
  let [found, different, acknowledged] = [0, 0, 0];
  for (let first = 0; first < requestIds.length; first += AT_ONCE) {
    for (const row of await decisions.listIds(requestIds.slice(first, first + AT_ONCE))) {
      if (told.get(row.requestId) === row.id) found++;
      else different++;
      if (row.acknowledged) acknowledged++;
    }
  }
  return { expected: told.size, found, missing: told.size - found - different, different, acknowledged };
}
