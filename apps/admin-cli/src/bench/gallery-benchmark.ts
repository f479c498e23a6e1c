import { setImmediate as nextTurn } from 'node:timers/promises';
import { ExactScan, FaceLikePeople, percentile } from '@portero/benchmark';
import { createGallery, type Gallery } from '@portero/gallery';
import type { Logger } from '@portero/runtime';
import { type ChangeTimes, measureChanges } from './gallery-changes.ts';

/** What answers: chosen by size, or whatever the size. */
export type GalleryIndex = 'auto' | 'sketch' | 'hnsw';

export interface GalleryBenchmarkOptions {
  /** People in the gallery, one reference each. */
  templates: number;
  /** Length of a template. */
  dimension: number;
  /** Searches: every other one of a stranger. */
  probes: number;
  seed: number;
  index: GalleryIndex;
}

export interface GalleryBenchmarkFigures extends GalleryBenchmarkOptions {
  /** What answered the searches. */
  backend: string;
  /** Share of the searches that found the same nearest person as a comparison with all. */
  recallAt1: number;
  recallAt1Mated: number;
  recallAt1Strangers: number;
  /** Of one search for the nearest person, whoever that is. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Of one search as a door asks: the nearest and the runner-up, as far as they could matter. */
  doorP50Ms: number;
  doorP99Ms: number;
  /** Of one comparison with all, in JavaScript. */
  exactP50Ms: number;
  /** Time that the gallery took to take everybody in, one by one. */
  buildSeconds: number;
  /** From then until there was a graph, absent without one: others are served meanwhile. */
  graphSeconds?: number;
  /** By which the process grew, all that a gallery keeps included. */
  bytesPerTemplate: number;
  changes: ChangeTimes;
}

export interface GalleryBenchmarkDeps {
  logger: Logger;
  signal: AbortSignal;
  /** @param doing one of a few things in turn */
  onProgress(doing: string, done: number, total: number): void;
}

/** A comparison with all takes long: some tell how long. */
const EXACT_SEARCHES = 30;
/** Threshold and margin of the default model in a building of some hundred people; in larger ones it is less. */
const DOOR_REACH_L2 = 0.95;
/** People or searches between two looks at what else there is to do. */
const TURN = 64;

export async function benchmarkGallery(
  options: GalleryBenchmarkOptions,
  deps: GalleryBenchmarkDeps,
): Promise<GalleryBenchmarkFigures> {
  const { templates, dimension, probes, seed, index } = options;
  const people = new FaceLikePeople({ dimension, seed });
  const vectors = new Float32Array(templates * dimension);
  await inTurns('making people', templates, deps, (person) => {
    vectors.set(people.reference(person), person * dimension);
  });
  const gallery = createGallery({ dimension, backend: index }, deps);
  const { buildSeconds, graphSeconds, bytes } = await fill(gallery, vectors, options, deps);
  const { backend } = gallery;
  const searches = Array.from({ length: probes }, (_, index) => {
    const isMated = index % 2 === 0;
    const person = isMated ? Math.floor((index * templates) / probes) : templates + index;
    return { isMated, probe: people.probe(person) };
  });
  const found: (string | undefined)[] = [];
  const timesMs: number[] = [];
  // The first are for the compiler.
  for (const { probe } of searches.slice(0, 200)) gallery.search(probe);
  const doorMs: number[] = [];
  await inTurns('searching as a door does', probes, deps, (index) => {
    const startedMs = performance.now();
    gallery.search(searches[index]!.probe, 2, { withinL2: DOOR_REACH_L2 });
    doorMs.push(performance.now() - startedMs);
  });
  await inTurns('searching', probes, deps, (index) => {
    const startedMs = performance.now();
    const [nearest] = gallery.search(searches[index]!.probe, 1);
    timesMs.push(performance.now() - startedMs);
    found.push(nearest?.personId);
  });
  const scan = new ExactScan(dimension, vectors);
  const isRight: boolean[] = [];
  await inTurns('comparing with all', probes, deps, (index) => {
    isRight.push(found[index] === personId(scan.nearestGivingUp(searches[index]!.probe)));
  });
  const exactMs: number[] = [];
  await inTurns('timing comparisons with all', Math.min(EXACT_SEARCHES, probes), deps, (index) => {
    const startedMs = performance.now();
    scan.nearest(searches[index]!.probe);
    exactMs.push(performance.now() - startedMs);
  });
  const changes = await measureChanges(
    { people, templates, personId },
    { gallery, inTurns: (doing, total, step) => inTurns(doing, total, deps, step) },
  );
  await gallery.stop();
  const share = (which: (isMated: boolean) => boolean) => {
    const counted = isRight.filter((_, index) => which(searches[index]!.isMated));
    return counted.filter(Boolean).length / counted.length;
  };
  return {
    ...{ templates, dimension, probes, seed, index, backend },
    recallAt1: share(() => true),
    recallAt1Mated: share((isMated) => isMated),
    recallAt1Strangers: share((isMated) => !isMated),
    p50Ms: percentile(timesMs, 0.5),
    p99Ms: percentile(timesMs, 0.99),
    maxMs: percentile(timesMs, 1),
    doorP50Ms: percentile(doorMs, 0.5),
    doorP99Ms: percentile(doorMs, 0.99),
    exactP50Ms: percentile(exactMs, 0.5),
    buildSeconds,
    ...(backend === 'hnsw' && { graphSeconds }),
    bytesPerTemplate: bytes / templates,
    changes,
  };
}

export type InTurns = (doing: string, total: number, step: (index: number) => void) => Promise<void>;

async function fill(
  gallery: Gallery,
  vectors: Float32Array,
  { templates, dimension }: GalleryBenchmarkOptions,
  deps: GalleryBenchmarkDeps,
): Promise<{ buildSeconds: number; graphSeconds: number; bytes: number }> {
  const before = process.memoryUsage.rss();
  let buildMs = 0;
  await inTurns('filling the gallery', templates, deps, (person) => {
    const embedding = vectors.subarray(person * dimension, (person + 1) * dimension);
    const id = personId(person);
    const startedMs = performance.now();
    gallery.replacePerson(id, [{ personId: id, templateId: id, embedding }]);
    buildMs += performance.now() - startedMs;
  });
  const filledMs = performance.now();
  deps.onProgress('building a graph, if it takes one', 0, 1);
  const stop = () => void gallery.stop();
  deps.signal.addEventListener('abort', stop);
  await gallery.settled();
  deps.signal.removeEventListener('abort', stop);
  deps.signal.throwIfAborted();
  const graphSeconds = (performance.now() - filledMs) / 1_000;
  return { buildSeconds: buildMs / 1_000, graphSeconds, bytes: process.memoryUsage.rss() - before };
}

/** As long as the ids of the roster. */
function personId(person: number): string {
  return `00000000-0000-7000-8000-${person.toString(16).padStart(12, '0')}`;
}

async function inTurns(
  doing: string,
  total: number,
  { signal, onProgress }: GalleryBenchmarkDeps,
  step: (index: number) => void,
): Promise<void> {
  for (let index = 0; index < total; index++) {
    step(index);
    if (index % TURN !== 0 && index + 1 < total) continue;
    onProgress(doing, index + 1, total);
    await nextTurn();
    signal.throwIfAborted();
  }
}
