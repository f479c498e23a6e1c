import { setTimeout as sleep } from 'node:timers/promises';
import type { DecisionRow } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { decisionLine } from '../output/decision.ts';
import { personNamer } from '../roster/person-namer.ts';
import { requireDoor } from '../roster/require.ts';
import { examples, given, type Register, wholeNumber } from './register.ts';

export interface WatchOptions {
  door?: string;
  last: number;
  once?: boolean;
}

export interface NamedDecision extends DecisionRow {
  /** Absent for a stranger, and for somebody who has been erased since. */
  displayName?: string;
}

const POLL_MS = 500;
/** Rows become visible a little after the moment they are dated, so each poll looks back this far. */
const OVERLAP_MS = 10_000;
/** Ids remembered, so that no decision is shown twice; far more than fall into the overlap. */
const REMEMBERED = 5000;

export const watch: CommandSpec<WatchOptions, { decisions: number }, NamedDecision> = {
  async handle({ door, last, once }, context, emit) {
    const roster = await context.roster();
    if (door !== undefined) await requireDoor(roster, door);
    const nameOf = personNamer(roster);
    const seen = new Set<string>();
    let shown = 0;
    const show = async (newestFirst: DecisionRow[], count: number) => {
      const fresh = newestFirst
        .filter(({ id }) => !seen.has(id))
        .slice(0, count)
        .reverse();
      for (const { id } of newestFirst) seen.add(id);
      for (const decision of fresh) {
        const displayName = await nameOf(decision.personId);
        emit(displayName === undefined ? decision : { ...decision, displayName });
      }
      shown += fresh.length;
      for (const id of seen) {
        if (seen.size <= REMEMBERED) break;
        seen.delete(id);
      }
    };
    const startedAt = Date.now();
    const earlier = await roster.decisions.list({ door, limit: 1000 });
    await show(earlier, last);
    let since = new Date(startedAt - OVERLAP_MS);
    while (!once && !context.signal.aborted) {
      const pollAt = Date.now();
      await show(await roster.decisions.list({ door, since, limit: 1000 }), Number.POSITIVE_INFINITY);
      since = new Date(pollAt - OVERLAP_MS);
      await sleep(POLL_MS, undefined, { signal: context.signal }).catch(() => {});
    }
    return { decisions: shown };
  },
  renderEvent: decisionLine,
  render: () => '',
  endsOnSignal: true,
};

export const registerWatch: Register = (program, run) => {
  program
    .command('watch')
    .description('Show decisions as they are made, until Ctrl-C.')
    .option('--door <place>', 'only of this door')
    .option('--last <n>', 'begin with so many earlier ones', wholeNumber(0, 1000), 10)
    .option('--once', 'show the earlier ones and end')
    .addHelpText(
      'after',
      examples(
        [
          'portero watch',
          'portero watch --door hq/main/lobby/front --json',
          'portero watch --once --last 100',
        ],
        'With --json: one line for each decision, and a last one with their number.',
      ),
    )
    .action((_options, command) => run(watch, given<WatchOptions>(command)));
};
