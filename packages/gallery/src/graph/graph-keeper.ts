import { errorMessage, type Logger } from '@portero/runtime';
import type { Candidate } from '../gallery.ts';
import type { TemplateStore } from '../template-store.ts';
import { GraphIndex } from './graph-index.ts';
import type { GraphParameters } from './graph-thread.ts';

/** A graph serves while no more people than these have changed: of those in it, */
const MAX_CHANGED_SHARE = 1 / 5;
/** and in all, as they are compared with every probe. More would cost what the graph is to save. */
const MAX_CHANGED = 8_192;
/** Of that, from which on the next one is built. */
const RENEWED_AT = 1 / 2;

export interface GraphKeeperOptions extends GraphParameters {
  /** Up to so many templates there is no graph. */
  graphFrom: number;
  /** After which a graph that holds a template which has gone is built anew. */
  forgetWithinMs: number;
}

/**
 * Has a graph of one store where it pays, and renews it.
 *
 * Invariants:
 * - at most one graph is being built, and the one that serves is untouched meanwhile;
 * - every graph, serving or being built, hears of every change;
 * - a failure leaves the gallery without a graph, never without answers.
 */
export class GraphKeeper {
  readonly #store: TemplateStore;
  readonly #options: GraphKeeperOptions;
  readonly #logger: Logger;
  readonly #stopped = new AbortController();
  #serving: GraphIndex | undefined;
  #next: GraphIndex | undefined;
  #building: Promise<void> | undefined;
  #forgetting: NodeJS.Timeout | undefined;
  #failed = false;

  constructor(store: TemplateStore, options: GraphKeeperOptions, { logger }: { logger: Logger }) {
    this.#store = store;
    this.#options = options;
    this.#logger = logger;
    this.#maintain();
  }

  get serves(): boolean {
    return this.#serving?.serves === true && changedShare(this.#serving) <= 1;
  }

  /** @returns undefined where something else must answer */
  search(probe: Float32Array, k: number): Candidate[] | undefined {
    if (!this.serves) return undefined;
    const found = this.#serving?.search(probe, k);
    if (!this.#serving?.serves) {
      this.#logger.warn({}, 'the graph has not answered: sketches serve until there is another');
      this.#maintain();
    }
    return found;
  }

  /** Until nothing is being built. */
  async settled(): Promise<void> {
    while (this.#building) await this.#building;
  }

  /** A person has other templates now, or none. @param wasThere whether they had any */
  replaced(personId: string, wasThere: boolean): void {
    this.#serving?.replaced(personId, wasThere);
    this.#next?.replaced(personId, wasThere);
    this.#maintain();
  }

  /** Ends what is being built, and forgets all. Idempotent. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#forgetting);
    await this.settled();
    await this.#swap(undefined);
  }

  #maintain(): void {
    if (this.#failed || this.#stopped.signal.aborted) return;
    if (this.#store.size <= this.#options.graphFrom) {
      // Whatever is being built comes to an end, and is dropped then.
      void this.#swap(undefined);
      return;
    }
    if (this.#serving?.holdsWhatHasGone && !this.#forgetting) {
      this.#forgetting = setTimeout(() => this.#renew(), this.#options.forgetWithinMs);
      this.#forgetting.unref();
    }
    if (!this.#serving?.serves || changedShare(this.#serving) > RENEWED_AT) this.#renew();
  }

  #renew(): void {
    if (this.#building) return;
    this.#building = this.#build().finally(() => {
      this.#building = undefined;
      this.#maintain();
    });
  }

  /** Never throws: without a graph something else answers. */
  async #build(): Promise<void> {
    const next = new GraphIndex(this.#store, this.#options);
    this.#next = next;
    const startedMs = performance.now();
    try {
      await next.build(this.#stopped.signal);
      await this.#swap(next);
      const seconds = Math.round((performance.now() - startedMs) / 1_000);
      this.#logger.info({ size: next.size, seconds }, 'the gallery has a new graph');
    } catch (error) {
      this.#next = undefined;
      await this.#swap(undefined);
      if (this.#stopped.signal.aborted) return;
      // Not tried again at each change: whatever broke it would break it again.
      this.#failed = true;
      const reason = errorMessage(error);
      this.#logger.error({ reason }, 'the graph could not be built: sketches serve from now on');
    }
  }

  /** The one that served goes, and with it what has gone from the store. */
  async #swap(next: GraphIndex | undefined): Promise<void> {
    clearTimeout(this.#forgetting);
    this.#forgetting = undefined;
    const served = this.#serving;
    this.#serving = next;
    if (next) this.#next = undefined;
    await served?.stop();
  }
}

/** Above 1 it serves no more. */
function changedShare({ size, changed }: GraphIndex): number {
  return changed / Math.min(MAX_CHANGED, size * MAX_CHANGED_SHARE);
}
