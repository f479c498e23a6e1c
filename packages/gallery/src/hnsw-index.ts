import type { HnswGraph } from './hnsw-module.ts';

/** How much room a full index gains, at least: growing copies all of it. */
const MIN_HEADROOM = 1_024;

export function capacityFor(size: number): number {
  return size + Math.max(MIN_HEADROOM, Math.ceil(size / 4));
}

/**
 * Approximate neighbours by label.
 *
 * Invariants:
 * - labels added and not removed can be found; removed ones only take up room and time, `deletedShare` of it;
 * - no filter callback is ever given to hnswlib: one that throws ends the process;
 * - vectors and probes have been checked before they come here: NaN would be answered with some neighbour.
 */
export class HnswIndex {
  readonly #graph: HnswGraph;
  #deleted = 0;

  /** @param graph with its points in it and nothing deleted */
  constructor(graph: HnswGraph, efSearch: number) {
    graph.setEf(efSearch);
    this.#graph = graph;
  }

  /** 0 … 1 */
  get deletedShare(): number {
    return this.#deleted / Math.max(1, this.#graph.getCurrentCount());
  }

  add(label: number, vector: Float32Array): void {
    const count = this.#graph.getCurrentCount();
    if (count >= this.#graph.getMaxElements()) this.#graph.resizeIndex(capacityFor(count));
    // Reusing the room of a deleted point instead would cost 5 ms.
    this.#graph.addPoint(Array.from(vector), label);
  }

  remove(label: number): void {
    this.#graph.markDelete(label);
    this.#deleted++;
  }

  /**
   * @param count at most `MIN_HEADROOM`, the least room an index has: hnswlib throws beyond it
   * @returns up to `count` labels, of which some true neighbours may be missing
   */
  search(probe: Float32Array, count: number): number[] {
    return this.#graph.searchKnn(Array.from(probe), count).neighbors;
  }
}
