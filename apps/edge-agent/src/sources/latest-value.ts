/**
 * One place between a camera that does not wait and a consumer that may be busy.
 *
 * Invariants: at most one value waits; a newer one replaces it and the older counts as dropped; the value that waits
 * when the place is closed is still handed out; after that `take` yields undefined, or throws what it was closed with.
 */
export class LatestValue<T> {
  #waiting: { value: T } | undefined;
  #taker: (() => void) | undefined;
  #closed = false;
  #error: Error | undefined;
  #dropped = 0;

  get dropped(): number {
    return this.#dropped;
  }

  offer(value: T): void {
    if (this.#closed) return;
    if (this.#waiting) this.#dropped += 1;
    this.#waiting = { value };
    this.#wake();
  }

  close(error?: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    this.#wake();
  }

  /** For a single consumer: one call at a time. */
  async take(): Promise<T | undefined> {
    while (!this.#waiting && !this.#closed) {
      await new Promise<void>((resolve) => {
        this.#taker = resolve;
      });
    }
    const value = this.#waiting?.value;
    if (this.#waiting === undefined && this.#error) throw this.#error;
    this.#waiting = undefined;
    return value;
  }

  #wake(): void {
    const taker = this.#taker;
    this.#taker = undefined;
    taker?.();
  }
}
