import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

export interface GroupWorkOptions<Item> {
  /** Items at most in one group. */
  maxItems: number;
  /** Items with one key never share a group, and come in their order. @defaultValue any may share one */
  keyOf?(item: Item): string;
  /** A group that takes longer is not waited for by what came after it began. @defaultValue one group at a time, however long */
  overdueMs?: number;
}

/** What became of an item: its outcome, or why it failed. */
export type Settled<Outcome> = { readonly outcome: Outcome } | { readonly error: unknown };

/**
 * Does many things in one go. Whatever comes while a group is under way shares the next, so that many pay for one round
 * trip, and one that is alone waits for nobody.
 *
 * Invariant: work on an item begins after the item was added, so that what is read for it is no older.
 */
export class GroupWork<Item, Outcome> {
  readonly #options: GroupWorkOptions<Item>;
  readonly #work: (items: readonly Item[]) => Promise<readonly Settled<Outcome>[]>;
  #waiting: Waiting<Item, Outcome>[] = [];
  #draining = false;

  /** @param work gives one outcome for each item, in their order; its rejection is everybody's */
  constructor(
    options: GroupWorkOptions<Item>,
    work: (items: readonly Item[]) => Promise<readonly Settled<Outcome>[]>,
  ) {
    this.#options = options;
    this.#work = work;
  }

  add(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#draining) return;
      this.#draining = true;
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Those that are added in the same turn of the event loop go together.
      await nextTurn();
      await this.#inTime(this.#settle(this.#take()));
    }
    this.#draining = false;
  }

  async #inTime(settled: Promise<void>): Promise<void> {
    const { overdueMs } = this.#options;
    if (overdueMs === undefined) return settled;
    const done = new AbortController();
    await Promise.race([
      settled,
      sleep(overdueMs, undefined, { signal: done.signal }).catch(() => undefined),
    ]);
    done.abort();
  }

  /** Never rejects. */
  async #settle(group: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const settled = await this.#work(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = settled[index]!;
        if ('error' in result) reject(result.error);
        else resolve(result.outcome);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  #take(): Waiting<Item, Outcome>[] {
    const { maxItems, keyOf } = this.#options;
    if (!keyOf) return this.#waiting.splice(0, maxItems);
    const keys = new Set<string>();
    const [group, others]: [Waiting<Item, Outcome>[], Waiting<Item, Outcome>[]] = [[], []];
    for (const waiting of this.#waiting) {
      const key = keyOf(waiting.item);
      const fits = keys.size < maxItems && !keys.has(key);
      if (fits) keys.add(key);
      (fits ? group : others).push(waiting);
    }
    this.#waiting = others;
    return group;
  }
}
