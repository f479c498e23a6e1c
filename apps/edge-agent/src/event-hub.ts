import { errorMessage, type Logger } from '@portero/runtime';

type Handler<Payload> = (payload: Payload) => void;

/** What a consumer of events sees. */
export interface EventSource<Events> {
  /** @returns a function that unsubscribes */
  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): () => void;
}

/**
 * Typed events, delivered at once and in order of subscription.
 *
 * Invariant: a handler that throws is logged and changes nothing for the others, nor for the emitter. A printing
 * mistake in a command line must not keep a door from locking again.
 */
export class EventHub<Events> implements EventSource<Events> {
  readonly #handlers = new Map<keyof Events, Set<Handler<never>>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  on<Name extends keyof Events>(name: Name, handler: Handler<Events[Name]>): () => void {
    const handlers = this.#handlers.get(name) ?? new Set<Handler<never>>();
    this.#handlers.set(name, handlers.add(handler));
    return () => void handlers.delete(handler);
  }

  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    for (const handler of this.#handlers.get(name) ?? []) {
      try {
        (handler as Handler<Events[Name]>)(payload);
      } catch (error) {
        this.#logger.error({ event: name, reason: errorMessage(error) }, 'an event handler failed');
      }
    }
  }
}
