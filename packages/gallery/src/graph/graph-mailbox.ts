/** What the state is; 0 before the first question. */
const [ASKED, ANSWERED] = [1, 2];
const [STATE, COUNT] = [0, 1];
const HEAD_BYTES = 8;

/** Neighbours that can be asked for at once. */
export const MOST_NEIGHBOURS = 1_024;

/**
 * Memory through which one thread asks another for neighbours and waits for the answer: a search is a call like any other,
 * not a promise.
 *
 * Invariant: the side that may write is the asking one while the state is idle or answered, the answering one while it is asked.
 */
export class GraphMailbox {
  readonly shared: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #probe: Float32Array;
  readonly #labels: Uint32Array;

  /** @param shared what the other side has; absent on the side that makes it */
  constructor(dimension: number, shared = new SharedArrayBuffer(bytesFor(dimension))) {
    this.shared = shared;
    this.#control = new Int32Array(shared, 0, HEAD_BYTES / 4);
    this.#probe = new Float32Array(shared, HEAD_BYTES, dimension);
    this.#labels = new Uint32Array(shared, HEAD_BYTES + 4 * dimension, MOST_NEIGHBOURS);
  }

  /** @param count at most `MOST_NEIGHBOURS` @returns labels, undefined if there is no answer in time: then nothing may be asked any more */
  ask(probe: Float32Array, count: number, timeoutMs: number): Uint32Array | undefined {
    this.#probe.set(probe);
    this.#control[COUNT] = count;
    this.#become(ASKED);
    if (Atomics.wait(this.#control, STATE, ASKED, timeoutMs) === 'timed-out') return undefined;
    return this.#labels.slice(0, this.#control[COUNT]);
  }

  /** Waits until it is asked, as long as it takes, and answers. */
  answer(search: (probe: Float32Array, count: number) => readonly number[]): void {
    for (;;) {
      const state = Atomics.load(this.#control, STATE);
      if (state === ASKED) break;
      Atomics.wait(this.#control, STATE, state);
    }
    const labels = search(this.#probe, this.#control[COUNT]!);
    this.#labels.set(labels);
    this.#control[COUNT] = labels.length;
    this.#become(ANSWERED);
  }

  #become(state: number): void {
    Atomics.store(this.#control, STATE, state);
    Atomics.notify(this.#control, STATE);
  }
}

function bytesFor(dimension: number): number {
  return HEAD_BYTES + 4 * dimension + 4 * MOST_NEIGHBOURS;
}
