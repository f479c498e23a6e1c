import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadEdge } from './load-edge.ts';

export interface LoadOptions {
  /** Observations a second, whatever becomes of them. @defaultValue as many as are answered: each door asks again when it has its answer */
  readonly rate?: number | undefined;
  /** Observations that a door waits for at the same time when there is no rate. */
  readonly inFlight: number;
}

export interface LoadDeps {
  readonly edges: readonly LoadEdge[];
  /** Of one person, for the next observation. */
  pictures(): readonly string[];
}

/** Resolves when `signal` ends it and what was sent is answered or expired. */
export async function generateLoad(
  { rate, inFlight }: LoadOptions,
  deps: LoadDeps,
  signal: AbortSignal,
): Promise<void> {
  await (rate === undefined ? closedLoop(inFlight, deps, signal) : openLoop(rate, deps, signal));
}

/** Every door asks, waits for the answer and asks again, as people one after the other do. */
async function closedLoop(
  inFlight: number,
  { edges, pictures }: LoadDeps,
  signal: AbortSignal,
): Promise<void> {
  const queues = edges.flatMap((edge) =>
    edge.doors.flatMap((door) => Array.from({ length: inFlight }, () => ({ edge, door }))),
  );
  await Promise.all(
    queues.map(async ({ edge, door }) => {
      while (!signal.aborted) {
        await edge.turn();
        await door.observe(pictures(), performance.now());
      }
    }),
  );
}

/**
 * Observations by the clock, from the doors in turn. Each is counted from the moment it was planned for: a system that
 * holds its callers up cannot hide that by being asked less.
 */
async function openLoop(rate: number, { edges, pictures }: LoadDeps, signal: AbortSignal): Promise<void> {
  const doors = acrossEdges(edges);
  const startedMs = performance.now();
  const waiting = new Set<Promise<void>>();
  for (let sent = 0; !signal.aborted; ) {
    const due = Math.floor(((performance.now() - startedMs) * rate) / 1000);
    for (; sent < due; sent++) {
      const request = doors[sent % doors.length]!.observe(pictures(), startedMs + (sent * 1000) / rate);
      waiting.add(request);
      void request.finally(() => waiting.delete(request));
    }
    await sleep(1);
  }
  await Promise.all(waiting);
}

/** The first door of every edge, then the second: no edge is asked twice in a row. */
function acrossEdges(edges: readonly LoadEdge[]): LoadEdge['doors'][number][] {
  const most = Math.max(...edges.map(({ doors }) => doors.length));
  return Array.from({ length: most }, (_, index) => edges.flatMap(({ doors }) => doors[index] ?? [])).flat();
}
