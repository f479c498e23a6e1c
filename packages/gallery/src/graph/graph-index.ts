import type { Candidate } from '../gallery.ts';
import { NearestPersons } from '../nearest-persons.ts';
import type { TemplateStore } from '../template-store.ts';
import { GROUP } from '../vectors/vector-blocks.ts';
import { lengthOf } from '../vectors/vector-length.ts';
import { MOST_NEIGHBOURS } from './graph-mailbox.ts';
import { type GraphParameters, GraphThread } from './graph-thread.ts';

/** Vectors that go to the thread at once: some tenths of a second's work for it, and 0.1 ms for this one. */
const PORTION = 256;
/** Neighbours asked for, for each person wanted: some are of people who have changed, and some persons have several templates. */
const NEIGHBOURS = 8;

/**
 * A graph of the templates that a store had when it was begun, and who has changed since.
 *
 * Invariants, from the moment that it is begun:
 * - every template of the store is in the graph, or will be read into it, or is of somebody who has changed;
 * - what the graph proposes counts only for people who have not, and every distance is computed from the store.
 */
export class GraphIndex {
  readonly #store: TemplateStore;
  readonly #parameters: GraphParameters;
  /** By label. */
  readonly #personIds: string[] = [];
  readonly #changed = new Set<string>();
  /** Of those who have changed. */
  #changedSlots: Uint32Array | undefined;
  #holdsWhatHasGone = false;
  #thread: GraphThread | undefined;

  constructor(store: TemplateStore, parameters: GraphParameters) {
    this.#store = store;
    this.#parameters = parameters;
  }

  /** People who came, changed or went since it was begun. */
  get changed(): number {
    return this.#changed.size;
  }

  /** Whether there may be a template in the graph that the store has no more. */
  get holdsWhatHasGone(): boolean {
    return this.#holdsWhatHasGone;
  }

  /** Whether it can be searched. */
  get serves(): boolean {
    return this.#thread?.works ?? false;
  }

  /** Templates in the graph, those that have gone included. */
  get size(): number {
    return this.#personIds.length;
  }

  /** Whoever changes in the store is named here, from the beginning on. @param wasThere whether they had templates */
  replaced(personId: string, wasThere: boolean): void {
    if (wasThere && !this.#changed.has(personId)) this.#holdsWhatHasGone = true;
    this.#changed.add(personId);
    // Another's template may have moved into the place of one that went.
    this.#changedSlots = undefined;
  }

  /** Reads the store while it changes. @throws {Error} when the thread fails or `signal` ends it */
  async build(signal: AbortSignal): Promise<void> {
    const { dimension } = this.#parameters;
    const capacity = this.#store.size;
    // From the last slot to the first: templates that move go to a lower one, where they are read (again), and never past this.
    let unread = capacity;
    const next = () => {
      unread = Math.min(unread, this.#store.size);
      const portion = new Float32Array(PORTION * dimension);
      let count = 0;
      while (unread > 0 && count < PORTION) {
        const { personId } = this.#store.at(--unread);
        if (this.#changed.has(personId)) continue;
        portion.set(this.#store.vectors.vectorAt(unread), count++ * dimension);
        this.#personIds.push(personId);
      }
      return portion.slice(0, count * dimension);
    };
    this.#thread = await GraphThread.build(this.#parameters, capacity, next, signal);
  }

  /** @returns undefined where the graph does not find enough persons, or does not answer */
  search(probe: Float32Array, k: number): Candidate[] | undefined {
    const store = this.#store;
    const nearest = new NearestPersons(store, k);
    const neighbours = Math.min(this.size, MOST_NEIGHBOURS, NEIGHBOURS * k);
    const labels = this.#thread?.search(probe, neighbours);
    if (!labels) return undefined;
    const proposed = new Set([...labels].map((label) => this.#personIds[label]!));
    const unchanged = [...proposed].filter((personId) => !this.#changed.has(personId));
    store.vectors.setProbe(probe, lengthOf(probe));
    this.#offer(nearest, slotsOf(store, unchanged));
    if (nearest.count < Math.min(k, store.persons)) return undefined;
    this.#changedSlots ??= slotsOf(store, this.#changed);
    this.#offer(nearest, this.#changedSlots);
    return nearest.candidates();
  }

  async stop(): Promise<void> {
    await this.#thread?.stop();
  }

  #offer(nearest: NearestPersons, slots: Uint32Array): void {
    for (let first = 0; first < slots.length; first += GROUP) {
      nearest.offerAll(0, this.#store.vectors.distancesOf(slots.subarray(first, first + GROUP)));
    }
  }
}

function slotsOf(store: TemplateStore, personIds: Iterable<string>): Uint32Array {
  return Uint32Array.from([...personIds].flatMap((personId) => store.slotsOf(personId)));
}
