import { errorMessage, type Logger } from '@portero/runtime';
import type { BusHandler, BusMessage } from './bus.ts';
import { filterMatcher } from './topic-filter.ts';

interface Subscription {
  readonly matches: ReturnType<typeof filterMatcher>;
  readonly handlers: Set<{ handle: BusHandler }>;
}

/** Who wants to hear what. A filter is in the table exactly while it has a handler. */
export class SubscriptionTable {
  readonly #handlers = new Map<string, Subscription>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  get filters(): string[] {
    return [...this.#handlers.keys()];
  }

  /** @returns removes it, and says whether it was the last of its filter; from the second call on it does nothing */
  add(filter: string, handle: BusHandler): () => boolean {
    const subscription = this.#handlers.get(filter) ?? {
      matches: filterMatcher(filter),
      handlers: new Set(),
    };
    this.#handlers.set(filter, subscription);
    const { handlers } = subscription;
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
    const levels = message.topic.split('/');
    for (const { matches, handlers } of this.#handlers.values()) {
      if (!matches(message.topic, levels)) continue;
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
