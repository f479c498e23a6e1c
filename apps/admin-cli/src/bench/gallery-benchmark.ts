import { setImmediate as nextTurn } from 'node:timers/promises';
import { FaceCrowd, FaceLikePeople, percentile } from '@portero/benchmark';
import { DEFAULT_TARGET_FPIR, modelThresholds, thresholdsForGallery } from '@portero/biometrics';
import { createGallery, type Gallery, type Reach, reachAt } from '@portero/gallery';
import type { Logger } from '@portero/runtime';
import { type LoadFigures, measureUnderLoad } from './gallery-under-load.ts';

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
  /** For how long the gallery is changed and searched at once. */
  loadSeconds: number;
}

export interface GalleryBenchmarkFigures extends GalleryBenchmarkOptions {
  /** What answered the searches. */
  backend: string;
  /** Share of the searches that found the same nearest person as a comparison with all. */
  recallAt1: number;
  recallAt1Mated: number;
  recallAt1Strangers: number;
  /** Searches that found somebody else. */
  missed: number;
  /** Of one search for the nearest person, whoever that is. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Of one search as a door asks: the nearest and the runner-up, as far as they could matter in a building of so many. */
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
  load: LoadFigures;
}

export interface GalleryBenchmarkDeps {
  logger: Logger;
  signal: AbortSignal;
  /** @param doing one of a few things in turn */
  onProgress(doing: string, done: number, total: number): void;
}

/** Templates that are compared with all in one thread, to tell how long that takes: thirty times a hundred thousand. */
const EXACT_COMPARISONS = 3_000_000;
const FOR_THE_COMPILER = 200;
/** People or searches between two looks at what else there is to do. */
const TURN = 64;

export async function benchmarkGallery(
  options: GalleryBenchmarkOptions,
  deps: GalleryBenchmarkDeps,
): Promise<GalleryBenchmarkFigures> {
  const { templates, dimension, probes, seed, index, loadSeconds } = options;
  const people = new FaceLikePeople({ dimension, seed });
  const crowd = await FaceCrowd.make({ dimension, people: templates, seed }, deps);
  // A graph is built by who asks for it: it takes longer than everything else together.
  const graphFrom = index === 'auto' ? Number.POSITIVE_INFINITY : 0;
  const gallery = createGallery({ dimension, backend: index, graphFrom }, deps);
  const filled = await fill(gallery, crowd, options, deps);
  const { backend } = gallery;
  const searches = Array.from({ length: probes }, (_, index) => {
    const isMated = index % 2 === 0;
    const person = isMated ? Math.floor((index * templates) / probes) : templates + index;
    return { isMated, probe: people.probe(person) };
  });
  const reach = doorReach(templates);
  for (const { probe } of searches.slice(0, Math.ceil(FOR_THE_COMPILER / (1 + templates / 1e6)))) {
    gallery.search(probe, 1);
  }
  const doorMs: number[] = [];
  await inTurns('searching as a door does', probes, deps, (index) => {
    const startedMs = performance.now();
    gallery.search(searches[index]!.probe, 2, reach);
    doorMs.push(performance.now() - startedMs);
  });
  const found: (string | undefined)[] = [];
  const timesMs: number[] = [];
  await inTurns('searching', probes, deps, (index) => {
    const startedMs = performance.now();
    const [nearest] = gallery.search(searches[index]!.probe, 1);
    timesMs.push(performance.now() - startedMs);
    found.push(nearest?.personId);
  });
  const exactMs: number[] = [];
  const exactSearches = Math.min(
    probes,
    Math.max(1, Math.min(30, Math.floor(EXACT_COMPARISONS / templates))),
  );
  await inTurns('timing comparisons with all', exactSearches, deps, (index) => {
    const startedMs = performance.now();
    crowd.nearestAlone(searches[index]!.probe);
    exactMs.push(performance.now() - startedMs);
  });
  const load = await measureUnderLoad(
    { people, templates, seconds: loadSeconds, reach, personId },
    { gallery, ...deps },
  );
  await gallery.stop();
  const truth = await crowd.nearestTo(searches.map(({ probe }) => probe));
  const isRight = found.map((id, index) => id === personId(truth[index]!));
  const share = (which: (isMated: boolean) => boolean) => {
    const counted = isRight.filter((_, index) => which(searches[index]!.isMated));
    return counted.filter(Boolean).length / counted.length;
  };
  return {
    ...{ templates, dimension, probes, seed, index, loadSeconds, backend },
    recallAt1: share(() => true),
    recallAt1Mated: share((isMated) => isMated),
    recallAt1Strangers: share((isMated) => !isMated),
    missed: isRight.filter((right) => !right).length,
    p50Ms: percentile(timesMs, 0.5),
    p99Ms: percentile(timesMs, 0.99),
    maxMs: percentile(timesMs, 1),
    doorP50Ms: percentile(doorMs, 0.5),
    doorP99Ms: percentile(doorMs, 0.99),
    exactP50Ms: percentile(exactMs, 0.5),
    buildSeconds: filled.buildSeconds,
    ...(backend === 'hnsw' && { graphSeconds: filled.graphSeconds }),
    bytesPerTemplate: filled.bytes / templates,
    load,
  };
}

/** By the thresholds of the default model, as a coordinator derives them from the number of people. */
function doorReach(persons: number): Reach {
  const [model] = modelThresholds().filter(({ modelId }) => modelId === 'mobilefacenet-192');
  const { thresholdL2, marginL2 } = thresholdsForGallery(model!, {
    persons,
    targetFpir: DEFAULT_TARGET_FPIR,
  });
  return reachAt(thresholdL2, marginL2);
}

async function fill(
  gallery: Gallery,
  crowd: FaceCrowd,
  { templates }: GalleryBenchmarkOptions,
  deps: GalleryBenchmarkDeps,
): Promise<{ buildSeconds: number; graphSeconds: number; bytes: number }> {
  const before = process.memoryUsage.rss();
  let buildMs = 0;
  await inTurns('filling the gallery', templates, deps, (person) => {
    const embedding = crowd.reference(person);
    const id = personId(person);
    const startedMs = performance.now();
    gallery.replacePerson(id, [{ personId: id, templateId: id, embedding }]);
    buildMs += performance.now() - startedMs;
  });
  const bytes = process.memoryUsage.rss() - before;
  const filledMs = performance.now();
  deps.onProgress('building a graph, if it takes one', 0, 1);
  const stop = () => void gallery.stop();
  deps.signal.addEventListener('abort', stop);
  await gallery.settled();
  deps.signal.removeEventListener('abort', stop);
  deps.signal.throwIfAborted();
  const graphSeconds = (performance.now() - filledMs) / 1_000;
  return { buildSeconds: buildMs / 1_000, graphSeconds, bytes };
}

/** As long as the ids of the roster, and as those spread over all buckets. */
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
