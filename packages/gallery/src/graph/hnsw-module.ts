import { createRequire } from 'node:module';
import { errorMessage } from '@portero/runtime';

/**
 * The part of hnswlib-node that is used. Declared here because the package is optional: where it cannot be compiled its
 * own types are absent too.
 */
export interface HnswGraph {
  initIndex(options: { maxElements: number; m: number; efConstruction: number }): void;
  addPoint(point: number[], label: number): void;
  /** Throws where there are fewer points than `count`. A probe that is not finite is answered with some neighbour. */
  searchKnn(point: number[], count: number): { distances: number[]; neighbors: number[] };
  setEf(ef: number): void;
}

export interface HnswModule {
  HierarchicalNSW: new (space: 'l2', dimension: number) => HnswGraph;
}

export type HnswLoad =
  | { available: true; reason: string; hnsw: HnswModule }
  | { available: false; reason: string };

/** Whether there can be a graph. */
export interface HnswAvailability {
  available: boolean;
  /** Why there can be none, or that hnswlib-node is installed. */
  reason: string;
}

/** Loads hnswlib-node, if it is installed and its native part runs here. Never throws. */
export function loadHnsw(): HnswLoad {
  const require = createRequire(import.meta.url);
  try {
    const loaded: unknown = require('hnswlib-node');
    if (!isHnswModule(loaded)) return { available: false, reason: 'hnswlib-node has an unexpected shape' };
    return { available: true, reason: 'hnswlib-node is installed', hnsw: loaded };
  } catch (error) {
    const [firstLine] = errorMessage(error).split('\n');
    return { available: false, reason: `hnswlib-node cannot be loaded: ${firstLine}` };
  }
}

/** Whether hnswlib-node can be loaded here. */
export function hnswAvailability(): HnswAvailability {
  const { available, reason } = loadHnsw();
  return { available, reason };
}

function isHnswModule(loaded: unknown): loaded is HnswModule {
  return (
    typeof loaded === 'object' &&
    loaded !== null &&
    'HierarchicalNSW' in loaded &&
    typeof loaded.HierarchicalNSW === 'function'
  );
}
