// From the bytes of a picture to the template of a face: face-api's own pipeline, and Portero on each engine, in turns.
// Prints tables, and with --json one JSON object.
//
//     npx tsx bench/encoder/encoder.ts [--short] [--json] [--pictures 200]
import { parseArgs } from 'node:util';
import { calibrationMs, describeMachine, machineText, percentile } from '@portero/benchmark';
import { BASELINE, type Contender, loadContenders, type Skipped } from './contenders.ts';
import { lfwPictures, type PictureSet, packagedPictures } from './pictures.ts';

/** So many times each picture of the packages is shown. */
const ROUNDS = { short: 8, long: 40 };
const WARM_UP_ROUNDS = 5;

interface Row {
  readonly name: string;
  /** Of the median time, to that of face-api on the same pictures. */
  readonly ratio: number;
  readonly pictures: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Median of all threads of the process. */
  readonly cpuMs: number;
  readonly facesFound: number;
  readonly runs: number;
}

interface Samples {
  readonly wallMs: number[];
  readonly cpuMs: number[];
  found: number;
}

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    pictures: { type: 'string', default: '200' },
  },
});

/** Every contender sees a picture before any sees the next, so that what else the machine does meets all of them. */
async function measureSet(
  { name, pictures }: PictureSet,
  contenders: readonly Contender[],
  rounds: number,
): Promise<Row[]> {
  const samples = new Map<Contender, Samples>(
    contenders.map((contender) => [contender, { wallMs: [], cpuMs: [], found: 0 }]),
  );
  const warmUp = Array.from({ length: WARM_UP_ROUNDS }, () => pictures[0]!);
  for (const picture of warmUp) for (const contender of contenders) await contender.run(picture);
  for (let round = 0; round < rounds; round++) {
    for (const picture of pictures) {
      for (const [contender, taken] of samples) await sample(contender, picture, taken);
    }
  }
  const baselineMs = percentile([...samples.values()][0]!.wallMs, 0.5);
  return [...samples].map(([contender, { wallMs, cpuMs, found }]) => ({
    name: contender.name,
    ratio: percentile(wallMs, 0.5) / baselineMs,
    pictures: name,
    p50Ms: percentile(wallMs, 0.5),
    p99Ms: percentile(wallMs, 0.99),
    cpuMs: percentile(cpuMs, 0.5),
    facesFound: found,
    runs: wallMs.length,
  }));
}

async function sample(contender: Contender, picture: Uint8Array, taken: Samples): Promise<void> {
  const [cpu, startedMs] = [process.cpuUsage(), performance.now()];
  if (await contender.run(picture)) taken.found += 1;
  taken.wallMs.push(performance.now() - startedMs);
  const { user, system } = process.cpuUsage(cpu);
  taken.cpuMs.push((user + system) / 1000);
}

function tableText(rows: readonly Row[]): string {
  const lines = rows.map(({ name, ratio, p50Ms, p99Ms, cpuMs, facesFound, runs }) =>
    [
      name.padEnd(32),
      ...[p50Ms, p99Ms, cpuMs].map((ms) => ms.toFixed(1).padStart(8)),
      `${(1 / ratio).toFixed(1)}×`.padStart(8),
      `${facesFound}/${runs}`.padStart(10),
    ].join(''),
  );
  const head = `${''.padEnd(32)}${['p50 ms', 'p99 ms', 'CPU ms', 'faster'].map((title) => title.padStart(8)).join('')}${'faces'.padStart(10)}`;
  return [rows[0]!.pictures, head, ...lines].join('\n');
}

const machine = await describeMachine();
const { contenders, skipped } = await loadContenders();
const lfw = values.short ? undefined : await lfwPictures(Number(values.pictures));
const missing: Skipped[] = lfw || values.short ? [] : [{ name: 'LFW', why: 'the data folder is absent' }];
const results: Row[] = [];
const rounds = values.short ? ROUNDS.short : ROUNDS.long;
for (const set of await packagedPictures()) results.push(...(await measureSet(set, contenders, rounds)));
if (lfw) results.push(...(await measureSet(lfw, contenders, 1)));
await Promise.all(contenders.map((contender) => contender.stop()));

if (values.json) {
  const report = {
    ...{ benchmark: 'encoder', machine, calibrationMs: calibrationMs(), baseline: BASELINE },
    ...{ results, skipped: [...skipped, ...missing] },
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
} else {
  const sets = [...new Set(results.map(({ pictures }) => pictures))];
  const tables = sets.map((set) => tableText(results.filter(({ pictures }) => pictures === set)));
  const absent = [...skipped, ...missing].map(({ name, why }) => `skipped: ${name}: ${why}`);
  process.stdout.write(`${[machineText(machine), ...tables, absent.join('\n')].join('\n\n')}\n`);
}
