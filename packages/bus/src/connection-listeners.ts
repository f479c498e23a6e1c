import { errorMessage, type Logger } from '@portero/runtime';

type Listener = (connected: boolean) => void;

/** Those who want to know whether there is a connection. One that fails is logged and does not keep the others from hearing. */
export class ConnectionListeners {
  // Objects of their own: the same function may be added twice.
  readonly #entries = new Set<{ call: Listener }>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** @returns removes it */
  add(call: Listener): () => void {
    const entry = { call };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  tell(connected: boolean): void {
    for (const { call } of [...this.#entries]) {
      try {
        call(connected);
      } catch (error) {
        this.#logger.error({ reason: errorMessage(error) }, 'a listener for the connection failed');
      }
    }
  }
}
