import { createCipheriv, randomBytes } from 'node:crypto';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FaceLikePeople, percentile } from '@portero/benchmark';
import { BUCKETS, type Gallery, type SearchOptions } from '@portero/gallery';

/** A gallery that is searched all the time while people come and go and its snapshot is written. */
export interface LoadFigures {
  seconds: number;
  searches: number;
  /** People added, and as many removed. */
  changes: number;
  /** Of the 256 parts of a snapshot, as often as they were written, each copied and sealed. */
  parts: number;
  addP99Ms: number;
  removeP99Ms: number;
  /** The longest time for which nothing else got a turn, whatever the cause. */
  longestStallMs: number;
  /** Of that: the longest single search, and the longest pause of the garbage collector. */
  longestSearchMs: number;
  longestPauseMs: number;
}

export interface LoadOptions {
  people: FaceLikePeople;
  templates: number;
  seconds: number;
  reach: SearchOptions;
  personId: (person: number) => string;
}

export interface LoadDeps {
  gallery: Gallery;
  signal: AbortSignal;
  onProgress(doing: string, done: number, total: number): void;
}

/** Twenty a second come and go. */
const CHANGE_EVERY_MS = 50;
/** Made before, as a coordinator gets probes from doors. */
const PROBES = 512;

export async function measureUnderLoad(options: LoadOptions, deps: LoadDeps): Promise<LoadFigures> {
  const { seconds } = options;
  const { gallery, signal, onProgress } = deps;
  const probes = Array.from({ length: PROBES }, (_, index) => probeOf(options, index));
  let longestPauseMs = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestPauseMs = Math.max(longestPauseMs, duration);
  });
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  let parts = 0;
  const writing = (async () => {
    while (elapsedMs() < 1_000 * seconds && !signal.aborted) {
      await seal(gallery.segment(parts++ % BUCKETS));
    }
  })();
  const times: Record<'add' | 'remove' | 'search', number[]> = { add: [], remove: [], search: [] };
  const timed = (kind: keyof typeof times, call: () => unknown) => {
    const callMs = performance.now();
    call();
    times[kind].push(performance.now() - callMs);
  };
  while (elapsedMs() < 1_000 * seconds) {
    timed('search', () => gallery.search(probes[times.search.length % PROBES]!, 2, options.reach));
    if (times.add.length * CHANGE_EVERY_MS < elapsedMs()) change(options, gallery, times.add.length, timed);
    if (times.search.length % 16 === 0)
      onProgress('changing under load', Math.floor(elapsedMs() / 1_000), seconds);
    await nextTurn();
    signal.throwIfAborted();
  }
  await writing;
  delay.disable();
  observer.disconnect();
  return {
    ...{ seconds, searches: times.search.length, changes: times.add.length, parts },
    addP99Ms: percentile(times.add, 0.99),
    removeP99Ms: percentile(times.remove, 0.99),
    longestStallMs: delay.max / 1e6,
    longestSearchMs: percentile(times.search, 1),
    longestPauseMs,
  };
}

/** Somebody new comes, and who came longest ago, or was among the first, goes. */
function change(
  { people, templates, personId }: LoadOptions,
  gallery: Gallery,
  index: number,
  timed: (kind: 'add' | 'remove', call: () => unknown) => void,
): void {
  const id = personId(2 * templates + index);
  const embedding = people.reference(2 * templates + index);
  timed('add', () => gallery.replacePerson(id, [{ personId: id, templateId: id, embedding }]));
  timed('remove', () => gallery.removePerson(personId((index * 7_919) % templates)));
}

function probeOf({ people, templates }: LoadOptions, index: number): Float32Array {
  return people.probe(index % 2 === 0 ? (index * 104_729) % templates : 3 * templates + index);
}

/** As the roster seals a part, piece by piece; here it goes nowhere. */
async function seal(segment: AsyncIterable<Uint8Array>): Promise<void> {
  const cipher = createCipheriv('aes-256-gcm', randomBytes(32), randomBytes(12));
  for await (const piece of segment) cipher.update(piece);
  cipher.final();
}
