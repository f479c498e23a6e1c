// How long a door waits while the coordinators behind its broker change: both there, one frozen, one killed; and how long after
// an enrolment both know the person. Needs mosquitto. Prints a table, with --json one JSON object.
//
//     npx tsx bench/many-coordinators/many-coordinators.ts [--attempts 40] [--json]
import { parseArgs } from 'node:util';
import { describeMachine, machineText, percentile } from '@portero/benchmark';
import { CoordinatorsHall } from '../../test/support/coordinators-hall.ts';

const { values } = parseArgs({
  options: { attempts: { type: 'string', default: '40' }, json: { type: 'boolean', default: false } },
});
const attempts = Number(values.attempts);
const BASELINE = 'both there';

interface Waits {
  name: string;
  letIn: number;
  p50Ms: number;
  maxMs: number;
}

async function waits(hall: CoordinatorsHall, name: string): Promise<Waits> {
  const tookMs: number[] = [];
  let letIn = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const startedMs = performance.now();
    if ((await hall.walkPast()).outcome === 'actuated') letIn++;
    tookMs.push(performance.now() - startedMs);
  }
  return { name, letIn, p50Ms: percentile(tookMs, 0.5), maxMs: percentile(tookMs, 1) };
}

/** Until each of the two has let her in: the picture, the turn of the other and its answer included. */
async function untilBothKnow(hall: CoordinatorsHall): Promise<number> {
  await hall.enrolMarie();
  const startedMs = performance.now();
  for (const name of ['north', 'south']) {
    const before = hall.decisionsOf(name);
    while ((await hall.walkPast()).outcome !== 'actuated' || hall.decisionsOf(name) === before);
  }
  return performance.now() - startedMs;
}

const machine = await describeMachine();
const hall = await CoordinatorsHall.open();
try {
  await hall.start('north');
  await hall.start('south');
  await hall.walkPast();
  const knownAfterMs = await untilBothKnow(hall);
  const rows = [await waits(hall, BASELINE)];
  hall.coordinator('north').freeze();
  rows.push(await waits(hall, 'one frozen'));
  await hall.coordinator('north').kill();
  rows.push(await waits(hall, 'one killed'));
  const results = rows.map((row) => ({ ...row, ratio: row.p50Ms / rows[0]!.p50Ms }));
  if (values.json) {
    console.log(
      JSON.stringify({ benchmark: 'many-coordinators', machine, baseline: BASELINE, knownAfterMs, results }),
    );
  } else {
    console.log(
      `${machineText(machine)}\nboth let her in ${knownAfterMs.toFixed(0)} ms after she was enrolled`,
    );
    console.table(results);
  }
} finally {
  await hall.stop();
}
