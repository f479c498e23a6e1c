// How long a search takes among face-like people, and whether it finds whom a comparison with all finds: the gallery beside a
// scan in JavaScript and, where they are installed, hnswlib-node, usearch and pgvector. Every other probe is of a stranger.
//
//     npx tsx bench/gallery/gallery.ts [--short] [--json] [--templates 100000] [--probes 1000] [--pgvector-url URL]
import { parseArgs } from 'node:util';
import { describeMachine, ExactScan, FaceLikePeople, machineText, percentile } from '@portero/benchmark';
import type { Engine, Material, Skipped } from './engine.ts';
import { openHnswlib } from './hnswlib-engine.ts';
import { BASELINE, openExactGallery, openExactScan, openGallery } from './own-engines.ts';
import { openPgvector } from './pgvector-engine.ts';
import { openUsearch } from './usearch-engine.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    templates: { type: 'string' },
    probes: { type: 'string' },
    'pgvector-url': { type: 'string' },
  },
});
const size = Number(values.templates ?? (values.short ? 5_000 : 100_000));
const probeCount = Number(values.probes ?? (values.short ? 200 : 1_000));
const dimension = 192;

const people = new FaceLikePeople({ dimension });
const vectors = new Float32Array(size * dimension);
for (let person = 0; person < size; person++) vectors.set(people.reference(person), person * dimension);
const material: Material = { dimension, size, vectors };
const probes = Array.from({ length: probeCount }, (_, index) =>
  people.probe(index % 2 === 0 ? Math.floor((index * size) / probeCount) : size + index),
);

const engines: (Engine & { buildSeconds: number })[] = [];
const skipped: Skipped[] = [];
for (const open of [
  ...[openExactScan, openExactGallery, openGallery, openHnswlib, ...openUsearch],
  openPgvector(values['pgvector-url']),
]) {
  const opened = await open(material);
  if ('why' in opened) skipped.push(opened);
  else engines.push(...opened.engines.map((engine) => ({ ...engine, buildSeconds: opened.buildSeconds })));
}

const scan = new ExactScan(dimension, vectors);
const truth = probes.map((probe) => scan.nearestGivingUp(probe));
const found = new Map<string, { timesMs: number[]; right: number }>();
for (const { name } of engines) found.set(name, { timesMs: [], right: 0 });
// In turns, so that what else the machine does meets all of them alike; the first ones are for the compiler.
for (let index = -Math.min(50, probeCount); index < probeCount; index++) {
  const probe = probes[Math.abs(index)]!;
  for (const { name, nearest } of engines) {
    const startedMs = performance.now();
    const person = await nearest(probe);
    const tookMs = performance.now() - startedMs;
    if (index < 0) continue;
    const own = found.get(name)!;
    own.timesMs.push(tookMs);
    if (person === truth[index]) own.right++;
  }
}
for (const { stop } of engines) await stop?.();

const baselineMs = percentile(found.get(BASELINE)!.timesMs, 0.5);
const results = engines.map(({ name, buildSeconds }) => {
  const { timesMs, right } = found.get(name)!;
  const p50Ms = percentile(timesMs, 0.5);
  const figures = { p50Ms, p99Ms: percentile(timesMs, 0.99), recallAt1: right / probeCount, buildSeconds };
  return { name, ratio: p50Ms / baselineMs, ...figures };
});
const machine = await describeMachine();
if (values.json) {
  const report = { benchmark: 'gallery', machine, baseline: BASELINE, templates: size, probes: probeCount };
  process.stdout.write(`${JSON.stringify({ ...report, results, skipped })}\n`);
} else {
  const head = `${'engine'.padEnd(30)}${'p50 ms'.padStart(10)}${'p99 ms'.padStart(10)}${'recall@1'.padStart(10)}${'build s'.padStart(10)}`;
  const lines = results.map(({ name, p50Ms, p99Ms, recallAt1, buildSeconds, ratio }) => {
    const numbers = [p50Ms.toFixed(3), p99Ms.toFixed(3), recallAt1.toFixed(4), buildSeconds.toFixed(1)];
    return `${name.padEnd(30)}${numbers.map((text) => text.padStart(10)).join('')}   × ${ratio.toFixed(3)}`;
  });
  const without = skipped.map(({ name, why }) => `${name}: ${why}`);
  const title = `${size} templates of ${dimension} numbers, ${probeCount} probes`;
  process.stdout.write(`${[machineText(machine), title, '', head, ...lines, ...without].join('\n')}\n`);
}
