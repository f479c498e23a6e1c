// From the start of a process to its readiness: the command line, the whole system in one process, a coordinator, and an
// edge whose encoder is warm. Prints a table, and with --json one JSON object.
//
//     npx tsx bench/start-up/start-up.ts [--short] [--json] [--rounds 10]
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { calibrationMs, describeMachine, machineText, percentile } from '@portero/benchmark';
import { freePort, makeFolder } from '@portero/testkit';
import { type Launch, launch, PROGRAMS, type Start } from './program.ts';

const DOOR = 'hq/main/lobby/front';
const EDGE = 'hq/main/lobby';
const BASELINE = 'node, nothing to do';
const UP_AGAIN = 'portero up, encoder warm';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    rounds: { type: 'string' },
  },
});
const rounds = Number(values.rounds ?? (values.short ? 1 : 10));

interface Row {
  readonly name: string;
  /** Of the median, to that of Node alone. */
  readonly ratio: number;
  readonly p50Ms: number;
  readonly slowestMs: number;
  /** Median, of the process without Postgres. */
  readonly cpuMs?: number;
  readonly starts: number;
}

const folder = makeFolder();
const dataDir = join(folder, 'data');
const port = String(await freePort());
const common = { PORTERO_DATA_DIR: dataDir, PORTERO_BROKER_PORT: port, PORTERO_LOG_LEVEL: 'info' };
const bundle = join(dataDir, 'keys', 'edges', 'hq-main-lobby.json');

const portero = (...args: readonly string[]): Launch => ({ args: [PROGRAMS.portero, ...args], env: common });
const up: Launch = {
  ...portero('up', '--json', '--door', DOOR, '--camera', `http://127.0.0.1:${await freePort()}/snapshot.jpg`),
  ready: '"type":"running"',
};
const coordinator: Launch = { args: [PROGRAMS.coordinator], env: common, ready: 'coordinator ready' };
const edge: Launch = {
  args: [PROGRAMS.edge],
  env: { ...common, PORTERO_EDGE_BUNDLE: bundle, PORTERO_CAMERA: `dir:${folder}/frames` },
  ready: 'the edge agent is at work',
};

async function timed(what: Launch): Promise<Start> {
  const running = await launch(what);
  await running.stop();
  return running;
}

async function times(what: Launch, count = rounds): Promise<Start[]> {
  const all: Start[] = [];
  for (let round = 0; round < count; round++) all.push(await timed(what));
  return all;
}

/** The edge connects to the last of the coordinators. */
async function coordinatorAndEdge(): Promise<{ coordinators: Start[]; edges: Start[] }> {
  const coordinators = await times(coordinator, rounds - 1);
  const running = await launch(coordinator);
  try {
    await timed(portero('edge', 'provision', EDGE, '--broker-url', `mqtt://127.0.0.1:${port}`));
    return { coordinators: [...coordinators, running], edges: await times(edge) };
  } finally {
    await running.stop();
  }
}

function rowOf(name: string, starts: readonly Start[], baselineMs: number): Row {
  const wall = starts.map(({ wallMs }) => wallMs);
  const cpu = starts.flatMap(({ cpuMs }) => (cpuMs === undefined ? [] : [cpuMs]));
  return {
    name,
    ratio: percentile(wall, 0.5) / baselineMs,
    p50Ms: percentile(wall, 0.5),
    slowestMs: Math.max(...wall),
    ...(cpu.length > 0 && { cpuMs: percentile(cpu, 0.5) }),
    starts: starts.length,
  };
}

function tableText(rows: readonly Row[]): string {
  const lines = rows.map(({ name, p50Ms, slowestMs, cpuMs, starts }) =>
    [
      name.padEnd(44),
      ...[p50Ms, slowestMs, cpuMs].map((ms) => (ms === undefined ? '' : ms.toFixed(0)).padStart(10)),
      String(starts).padStart(8),
    ].join(''),
  );
  const titles = ['p50 ms', 'slowest', 'CPU ms'].map((title) => title.padStart(10)).join('');
  return [`${''.padEnd(44)}${titles}${'starts'.padStart(8)}`, ...lines].join('\n');
}

const machine = await describeMachine();
try {
  await mkdir(join(folder, 'frames'));
  const bare = await times({ args: ['-e', '0'] }, Math.max(rounds, 3));
  const version = await times(portero('--version'), Math.max(rounds, 3));
  const first = [await timed(up)];
  const again = values.short ? [] : await times(up);
  const { coordinators, edges } = await coordinatorAndEdge();
  const measured: [string, Start[]][] = [
    [BASELINE, bare],
    ['portero --version', version],
    ['portero up, empty data directory, encoder warm', first],
    [UP_AGAIN, again],
    ['coordinator ready', coordinators],
    ['edge at work, encoder warm', edges],
  ];
  const baselineMs = percentile(
    bare.map(({ wallMs }) => wallMs),
    0.5,
  );
  const taken = measured.filter(([, starts]) => starts.length > 0);
  const results = taken.map(([name, starts]) => rowOf(name, starts, baselineMs));
  const skipped = values.short ? [{ name: UP_AGAIN, why: 'without --short' }] : [];
  if (values.json) {
    const report = {
      benchmark: 'start-up',
      machine,
      calibrationMs: calibrationMs(),
      baseline: BASELINE,
      results,
    };
    process.stdout.write(`${JSON.stringify({ ...report, skipped })}\n`);
  } else {
    process.stdout.write(`${machineText(machine)}\n\n${tableText(results)}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
