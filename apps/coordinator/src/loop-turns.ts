export interface LoopTurnsOptions {
  /** Pieces of work begun in one turn of the event loop. */
  perTurn: number;
}

/**
 * Shares the event loop between work that computes and the sockets that wait to be read: of work that is ready at the same
 * time only some begins in each turn, so that a burst cannot keep messages, answers of the database and timers waiting
 * for all of it.
 *
 * Invariant: work begins in the order in which it asked.
 */
export class LoopTurns {
  readonly #options: LoopTurnsOptions;
  #waiting: (() => void)[] = [];
  #begun = 0;
  #isTurnCounted = false;

  constructor(options: LoopTurnsOptions) {
    this.#options = options;
  }

  /** Resolves when a piece of work may begin: at once while the turn is young. */
  begin(): Promise<void> {
    this.#countTurn();
    if (this.#waiting.length === 0 && this.#begun < this.#options.perTurn) {
      this.#begun++;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #countTurn(): void {
    if (this.#isTurnCounted) return;
    this.#isTurnCounted = true;
    setImmediate(() => {
      this.#isTurnCounted = false;
      const next = this.#waiting.splice(0, this.#options.perTurn);
      this.#begun = next.length;
      if (next.length > 0) this.#countTurn();
      for (const begin of next) begin();
    });
  }
}
