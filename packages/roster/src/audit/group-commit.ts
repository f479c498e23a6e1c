import { setImmediate as nextTurn } from 'node:timers/promises';

interface Waiting<Item, Outcome> {
  readonly item: Item;
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

export interface GroupCommitOptions<Item> {
  /** Items at most in one transaction. */
  maxItems: number;
  /** Items with one key never share a transaction. */
  keyOf(item: Item): string;
}

/** What became of an item: its outcome, or why it failed. */
export type Settled<Outcome> = { readonly outcome: Outcome } | { readonly error: unknown };

/**
 * Writes in order, one transaction at a time. Whatever arrives while one is under way shares the next, so that many
 * pay for one commit, and one that is alone waits for nobody.
 */
export class GroupCommit<Item, Outcome> {
  readonly #options: GroupCommitOptions<Item>;
  readonly #write: (items: readonly Item[]) => Promise<readonly Settled<Outcome>[]>;
  #waiting: Waiting<Item, Outcome>[] = [];
  #draining = false;

  /** @param write gives one outcome for each item, in their order, and never rejects */
  constructor(
    options: GroupCommitOptions<Item>,
    write: (items: readonly Item[]) => Promise<readonly Settled<Outcome>[]>,
  ) {
    this.#options = options;
    this.#write = write;
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
      const group = this.#take();
      const settled = await this.#write(group.map(({ item }) => item));
      group.forEach(({ resolve, reject }, index) => {
        const result = settled[index]!;
        if ('error' in result) reject(result.error);
        else resolve(result.outcome);
      });
    }
    this.#draining = false;
  }

  #take(): Waiting<Item, Outcome>[] {
    const { maxItems, keyOf } = this.#options;
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
