import { parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '@portero/runtime';
import type { BuildReply, BuildRequest } from './build-index.ts';
import { capacityFor } from './hnsw-index.ts';
import { loadHnsw } from './hnsw-module.ts';

/** Runs in a worker thread: every insertion blocks its thread, 70 s for 100,000 templates. */
function build({ labels, vectors, dimension, M, efConstruction, file }: BuildRequest): BuildReply {
  const loaded = loadHnsw();
  if (!loaded.available) return { built: false, reason: loaded.reason };
  const graph = new loaded.hnsw.HierarchicalNSW('l2', dimension);
  graph.initIndex({ maxElements: capacityFor(labels.length), m: M, efConstruction });
  for (const [index, label] of labels.entries()) {
    const vector = vectors.subarray(index * dimension, (index + 1) * dimension);
    graph.addPoint(Array.from(vector), label);
  }
  graph.writeIndexSync(file);
  return { built: true };
}

function buildSafely(request: BuildRequest): BuildReply {
  try {
    return build(request);
  } catch (error) {
    return { built: false, reason: errorMessage(error) };
  }
}

parentPort?.postMessage(buildSafely(workerData as BuildRequest));
