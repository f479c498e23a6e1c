import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { capacityFor, HnswIndex } from './hnsw-index.ts';
import type { HnswModule } from './hnsw-module.ts';
import { makeIndexFolder } from './index-folder.ts';
import type { StoreSnapshot } from './template-store.ts';

export interface BuildRequest extends StoreSnapshot {
  dimension: number;
  M: number;
  efConstruction: number;
  /** Where the worker writes the index. */
  file: string;
}

export type BuildReply = { built: true } | { built: false; reason: string };

export interface HnswParameters {
  dimension: number;
  M: number;
  efConstruction: number;
  efSearch: number;
}

/**
 * Builds an index in a worker thread. It comes back through a file, since hnswlib can only read what it wrote: in a folder
 * that only this user can open, in memory if there is room, removed as soon as it is read: the index contains the templates.
 *
 * @throws {Error} when the worker fails or `signal` ends it
 */
export async function buildIndex(
  hnsw: HnswModule,
  snapshot: StoreSnapshot,
  { efSearch, ...parameters }: HnswParameters,
  signal: AbortSignal,
): Promise<HnswIndex> {
  const folder = await makeIndexFolder(estimatedBytes(snapshot, parameters));
  try {
    const file = join(folder, 'index');
    await runWorker({ ...snapshot, ...parameters, file }, signal);
    const graph = new hnsw.HierarchicalNSW('l2', parameters.dimension);
    await graph.readIndex(file);
    return new HnswIndex(graph, efSearch);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Vector, label and links of the lowest layer of each element; twice that leaves room for the layers above. */
function estimatedBytes(
  { labels }: StoreSnapshot,
  { dimension, M }: Pick<HnswParameters, 'dimension' | 'M'>,
): number {
  return 2 * capacityFor(labels.length) * (4 * dimension + 8 + 4 * (2 * M + 1));
}

async function runWorker(request: BuildRequest, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  // The compiled file, also where the source runs uncompiled: Node's workers take JavaScript.
  const entry = createRequire(import.meta.url).resolve('@portero/gallery/build-worker');
  const { labels, vectors } = request;
  const worker = new Worker(entry, {
    workerData: request,
    transferList: [labels.buffer as ArrayBuffer, vectors.buffer as ArrayBuffer],
  });
  const end = () => void worker.terminate();
  signal.addEventListener('abort', end);
  try {
    const reply = await new Promise<BuildReply>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`the worker ended with code ${code}`)));
    });
    if (!reply.built) throw new Error(reply.reason);
  } finally {
    signal.removeEventListener('abort', end);
    await worker.terminate();
  }
}
