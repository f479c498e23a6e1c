// From a picture file to the lock that opens, by stage: real MQTT, real Postgres, a real coordinator and a real edge agent
// for each engine, in turns. One picture decides here; a door that asks for more needs them first.
//
//     npx tsx bench/end-to-end/end-to-end.ts [--short] [--json] [--passages 300]
import { parseArgs } from 'node:util';
import { calibrationMs, describeMachine, machineText, percentile } from '@portero/benchmark';
import { ENGINE_NAMES, probeEngines } from '@portero/encoder';
import { writeDoorFrames } from './door-frames.ts';
import { Hall, type HallDoor } from './hall.ts';
import { type Passage, STAGES, type Stage } from './passage.ts';

const BASELINE = 'wasm';
const WARM_UP_PASSAGES = 10;
const FRAMES = 16;

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    passages: { type: 'string' },
  },
});
const passages = Number(values.passages ?? (values.short ? 20 : 300));

interface Row {
  readonly name: string;
  /** Of the median, to that of wasm. */
  readonly ratio: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly opened: number;
  readonly passages: number;
  /** Medians. */
  readonly stages: Readonly<Record<Stage, number>>;
}

async function walk(doors: readonly HallDoor[], files: readonly string[]): Promise<Map<HallDoor, Passage[]>> {
  const taken = new Map<HallDoor, Passage[]>(doors.map((door) => [door, []]));
  for (let passage = -WARM_UP_PASSAGES; passage < passages; passage++) {
    const file = files[(passage + WARM_UP_PASSAGES) % files.length]!;
    for (const [door, all] of taken) {
      const one = await door.pass(file);
      if (passage >= 0) all.push(one);
    }
  }
  return taken;
}

function rowsOf(taken: ReadonlyMap<HallDoor, readonly Passage[]>): Row[] {
  const median = (all: readonly Passage[]) =>
    percentile(
      all.map(({ totalMs }) => totalMs),
      0.5,
    );
  const baselineMs = median([...taken].find(([{ engine }]) => engine === BASELINE)![1]);
  return [...taken].map(([{ engine }, all]) => ({
    name: engine,
    ratio: median(all) / baselineMs,
    p50Ms: median(all),
    p99Ms: percentile(
      all.map(({ totalMs }) => totalMs),
      0.99,
    ),
    opened: all.filter(({ opened }) => opened).length,
    passages: all.length,
    stages: Object.fromEntries(
      STAGES.map((stage) => [
        stage,
        percentile(
          all.map(({ stages }) => stages[stage]),
          0.5,
        ),
      ]),
    ) as Record<Stage, number>,
  }));
}

function tableText(rows: readonly Row[]): string {
  const line = (title: string, cells: readonly string[]) =>
    `${title.padEnd(20)}${cells.map((cell) => cell.padStart(16)).join('')}`;
  const ms = (value: number) => value.toFixed(1);
  return [
    line(
      'ms',
      rows.map(({ name }) => name),
    ),
    line(
      'p50',
      rows.map(({ p50Ms }) => ms(p50Ms)),
    ),
    line(
      'p99',
      rows.map(({ p99Ms }) => ms(p99Ms)),
    ),
    line(
      'doors opened',
      rows.map(({ opened, passages: of }) => `${opened}/${of}`),
    ),
    'medians by stage',
    ...STAGES.map((stage) =>
      line(
        `  ${stage.replace(/Ms$/, '')}`,
        rows.map(({ stages }) => stages[stage].toFixed(2)),
      ),
    ),
  ].join('\n');
}

const machine = await describeMachine();
const candidates = await probeEngines();
const engines = ENGINE_NAMES.filter((name) => candidates.some((one) => one.name === name && one.available));
const skipped = candidates
  .filter(({ available }) => !available)
  .map(({ name, reason }) => ({ name, why: reason }));
const hall = new Hall();
try {
  await hall.start();
  const doors: HallDoor[] = [];
  for (const engine of engines) doors.push(await hall.openDoor(engine));
  await hall.enrol(engines.at(-1)!);
  const rows = rowsOf(await walk(doors, await writeDoorFrames(hall.folder, FRAMES)));
  if (values.json) {
    const report = { benchmark: 'end-to-end', machine, calibrationMs: calibrationMs(), baseline: BASELINE };
    process.stdout.write(`${JSON.stringify({ ...report, results: rows, skipped })}\n`);
  } else {
    const absent = skipped.map(({ name, why }) => `skipped: ${name} ${why}`).join('\n');
    process.stdout.write(`${machineText(machine)}\n\n${tableText(rows)}\n\n${absent}\n`);
  }
} finally {
  await hall.stop();
}
