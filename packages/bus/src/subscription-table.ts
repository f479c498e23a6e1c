import { errorMessage, type Logger } from '@portero/runtime';
import type { BusHandler, BusMessage } from './bus.ts';
import { matchesFilter } from './topic-filter.ts';

/** Who wants to hear what. A filter is in the table exactly while it has a handler. */
export class SubscriptionTable {
  readonly #handlers = new Map<string, Set<{ handle: BusHandler }>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get filters(): string[] {
    return [...this.#handlers.keys()];
  }

  /** @returns removes it, and says whether it was the last of its filter; from the second call on it does nothing */
  add(filter: string, handle: BusHandler): () => boolean {
    const handlers = this.#handlers.get(filter) ?? new Set();
    this.#handlers.set(filter, handlers);
    // An object of its own: the same function may be subscribed twice.
    const entry = { handle };
    handlers.add(entry);
    return () => {
      if (!handlers.delete(entry) || handlers.size > 0) return false;
      this.#handlers.delete(filter);
      return true;
    };
  }

  /** Gives the message to everyone whose filter matches. Never throws. */
  dispatch(message: BusMessage): void {
    for (const [filter, handlers] of this.#handlers) {
      if (!matchesFilter(filter, message.topic)) continue;
      for (const { handle } of [...handlers]) void this.#call(handle, message);
    }
  }

  async #call(handle: BusHandler, message: BusMessage): Promise<void> {
    try {
      await handle(message);
    } catch (error) {
      this.#logger.error(
        { topic: message.topic, reason: errorMessage(error) },
        'a handler of messages failed',
      );
    }
  }
}
