import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { errorMessage } from '@portero/runtime';
import { GraphMailbox } from './graph-mailbox.ts';
import { type HnswGraph, loadHnsw } from './hnsw-module.ts';

export interface GraphRequest {
  dimension: number;
  /** Points that will come. */
  size: number;
  M: number;
  efConstruction: number;
  efSearch: number;
  /** Of the mailbox. */
  shared: SharedArrayBuffer;
}

/** Vectors one after the other, whose labels go on from those before; an empty one is the last. */
export type GraphVectors = Float32Array;

export type GraphReply = { wants: 'more' } | { built: true } | { built: false; reason: string };

/**
 * A worker thread that builds a graph, and then searches it whenever the mailbox asks, until it is terminated. The graph stays
 * here: another thread could only have it through a file, and it holds templates.
 */
function serve(
  port: MessagePort,
  { dimension, size, M, efConstruction, efSearch, shared }: GraphRequest,
): void {
  const reply = (message: GraphReply) => port.postMessage(message);
  const loaded = loadHnsw();
  if (!loaded.available) {
    reply({ built: false, reason: loaded.reason });
    return;
  }
  const graph = new loaded.hnsw.HierarchicalNSW('l2', dimension);
  graph.initIndex({ maxElements: size, m: M, efConstruction });
  graph.setEf(efSearch);
  let label = 0;
  port.on('message', (vectors: GraphVectors) => {
    if (vectors.length === 0) {
      reply({ built: true });
      answerForEver(graph, new GraphMailbox(dimension, shared));
    }
    try {
      for (let at = 0; at < vectors.length; at += dimension) {
        graph.addPoint(Array.from(vectors.subarray(at, at + dimension)), label++);
      }
      reply({ wants: 'more' });
    } catch (error) {
      reply({ built: false, reason: errorMessage(error) });
    }
  });
  reply({ wants: 'more' });
}

function answerForEver(graph: HnswGraph, mailbox: GraphMailbox): never {
  for (;;) mailbox.answer((probe, count) => graph.searchKnn(Array.from(probe), count).neighbors);
}

if (parentPort) serve(parentPort, workerData as GraphRequest);
