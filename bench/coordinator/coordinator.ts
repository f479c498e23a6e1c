// What a decision costs the coordinator, step by step: milliseconds of its CPU, with Postgres in a process of its own.
// Prints a table, and with --json one JSON object. `portero bench coordinator` measures the whole under load.
//
//     npx tsx bench/coordinator/coordinator.ts [--short] [--json]
import { parseArgs } from 'node:util';
import { describeMachine, type Measured, machineText, measure } from '@portero/benchmark';
import { openRoster } from '@portero/roster';
import { silentLogger } from '@portero/runtime';
import { makeFolder } from '@portero/testkit';
import { databaseSteps } from './database-steps.ts';
import { messageSteps } from './message-steps.ts';

/** Of every ratio: what no coordinator can do without, whatever it decides. */
const BASELINE = 'open and verify an observation';

const { values } = parseArgs({
  options: { short: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const rounds = values.short ? 200 : 2_000;

const machine = await describeMachine();
const roster = await openRoster({ dataDir: makeFolder() }, { logger: silentLogger() });
try {
  const steps = { ...(await messageSteps(BASELINE)), ...(await databaseSteps(roster)) };
  const measured = new Map<string, Measured>();
  for (const group of [1, 64]) {
    // Steps of one size together: the rounds are those of a decision.
    const same = Object.entries(steps).filter(([, { decisions }]) => decisions === group);
    const runs = Object.fromEntries(same.map(([name, { run }]) => [name, run]));
    for (const [name, { cpuMs, wallMs }] of await measure(runs, Math.ceil(rounds / group))) {
      measured.set(name, { cpuMs: cpuMs / group, wallMs: wallMs / group });
    }
  }
  const baselineMs = measured.get(BASELINE)!.cpuMs;
  const results = [...measured].map(([name, times]) => ({ name, ratio: times.cpuMs / baselineMs, ...times }));
  if (values.json) {
    process.stdout.write(
      `${JSON.stringify({ benchmark: 'coordinator', machine, baseline: BASELINE, results })}\n`,
    );
  } else {
    process.stdout.write(`${machineText(machine)}\n\n`);
    process.stdout.write(
      `${'a decision'.padEnd(44)}${'CPU ms'.padStart(9)}${'wall ms'.padStart(9)}   × "${BASELINE}"\n`,
    );
    for (const { name, cpuMs, wallMs, ratio } of results) {
      const figures = [cpuMs, wallMs].map((ms) => ms.toFixed(4).padStart(9)).join('');
      process.stdout.write(`${name.padEnd(44)}${figures}   ${ratio.toFixed(2)}\n`);
    }
  }
} finally {
  await roster.stop();
}
