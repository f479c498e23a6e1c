import type { CliContext } from '../context/cli-context.ts';
import { PAD_CONCERNS, padConcernsOf } from '../roster/pad-concern.ts';
import type { Check } from './check.ts';

/** Doors that a photograph may open, or that nothing opens; one check for each way of it. */
export async function checkDoors(context: CliContext): Promise<Check[]> {
  const doors = await (await context.roster()).places.listDoors();
  const concerns = padConcernsOf(doors);
  if (concerns.length === 0) {
    return [
      { name: 'doors', status: 'ok', detail: `${doors.length}, none without an answer to photographs` },
    ];
  }
  return concerns.map(({ kind, doors: of }) => ({
    name: 'doors',
    status: 'warn',
    detail: `${of.join(', ')}: ${PAD_CONCERNS[kind].title}`,
    fix: PAD_CONCERNS[kind].todo,
  }));
}
