import type { CardPresentation, CardReader } from './card-reader.ts';

/** What the protocol carries as a card token. */
const TOKEN = /^[\x21-\x7e]{1,128}$/;
const MAX_WAITING = 16;

/** A reader that a program feeds: the base of the others, and the one for demonstrations. */
export class CardFeed implements CardReader {
  #waiting: CardPresentation[] = [];
  #wake: (() => void) | undefined;
  #stopped = false;
  readonly #onStop: () => Promise<void> | void;

  constructor({ onStop = () => {} }: { onStop?: () => Promise<void> | void } = {}) {
    this.#onStop = onStop;
  }

  /** @returns whether it is a token that a card can have: 1 to 128 printable ASCII characters */
  present(token: string, at: number = Date.now()): boolean {
    if (!TOKEN.test(token) || this.#stopped) return false;
    // Nobody holds sixteen cards to a reader in a moment: a reader gone wild must not fill the memory.
    this.#waiting = [...this.#waiting, { token, at }].slice(-MAX_WAITING);
    this.#wake?.();
    return true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CardPresentation, void, void> {
    while (!this.#stopped) {
      const next = this.#waiting.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#wake?.();
    await this.#onStop();
  }
}
