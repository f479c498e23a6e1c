// Many faces at once: how long an encoder takes for 1, 8, 32 and 128 of them on each engine, how long the first batch of a size
// takes, and how far the embeddings are from those of wasm. Prints a table, with --json one JSON object.
//
//     npx tsx bench/encoder/batches.ts [--short] [--json] [--model resnet-128] [--sizes 1,8,32,128] [--seconds 2]
import { parseArgs } from 'node:util';
import { calibrationMs, describeMachine, machineText } from '@portero/benchmark';
import { ENGINE_NAMES } from '@portero/encoder';
import { errorMessage } from '@portero/runtime';
import { BATCH_BASELINE, type BatchRow, measureBatches } from './measure-batches.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    model: { type: 'string', default: 'mobilefacenet-192' },
    sizes: { type: 'string' },
    seconds: { type: 'string' },
  },
});
const sizes = (values.sizes ?? (values.short ? '1,8' : '1,8,32,128')).split(',').map(Number);
const seconds = Number(values.seconds ?? (values.short ? 0.5 : 2));
const { model } = values;
if (model !== 'mobilefacenet-192' && model !== 'resnet-128') {
  throw new Error(`--model ${model}: it measures mobilefacenet-192 and resnet-128.`);
}

function tableText(rows: readonly BatchRow[]): string {
  const titles = ['first ms', 'p50 ms', 'p99 ms', 'CPU ms', 'faces/s', 'from wasm'];
  const lines = rows.map(({ name, firstMs, p50Ms, p99Ms, cpuMs, facesPerSecond, distanceL2 }) =>
    [
      name.padEnd(24),
      ...[firstMs, p50Ms, p99Ms, cpuMs].map((ms) => ms.toFixed(2).padStart(11)),
      facesPerSecond.toFixed(0).padStart(11),
      distanceL2.toExponential(1).padStart(11),
    ].join(''),
  );
  return [`${''.padEnd(24)}${titles.map((title) => title.padStart(11)).join('')}`, ...lines].join('\n');
}

const machine = await describeMachine();
const results: BatchRow[] = [];
const skipped: { name: string; why: string }[] = [];
// wasm first: the others are compared with what it gives.
for (const engine of [BATCH_BASELINE, ...ENGINE_NAMES.filter((name) => name !== BATCH_BASELINE)]) {
  try {
    results.push(...(await measureBatches(engine, { model, sizes, seconds, baseline: results })));
  } catch (error) {
    skipped.push({ name: engine, why: errorMessage(error) });
  }
}
if (values.json) {
  const rows = results.map(({ embeddings: _embeddings, ...row }) => row);
  const report = { benchmark: 'encoder batches', machine, calibrationMs: calibrationMs(), model };
  const baseline = results[0]?.name;
  process.stdout.write(`${JSON.stringify({ ...report, baseline, results: rows, skipped })}\n`);
} else {
  const absent = skipped.map(({ name, why }) => `skipped: ${name}: ${why}`).join('\n');
  process.stdout.write(`${[machineText(machine), model, tableText(results), absent].join('\n\n')}\n`);
}
