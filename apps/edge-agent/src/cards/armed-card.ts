/**
 * The card that waits for a face.
 *
 * Invariants: at most one; it is taken once; it is gone `armMs` after it was shown. The token is in no log.
 */
export class ArmedCard {
  readonly #armMs: number;
  #card: { token: string; untilMs: number } | undefined;

  constructor({ armMs }: { armMs: number }) {
    this.#armMs = armMs;
  }

  /** @param nowMs monotonic */
  arm(token: string, nowMs: number): void {
    this.#card = { token, untilMs: nowMs + this.#armMs };
  }

  isArmed(nowMs: number): boolean {
    return this.#card !== undefined && nowMs < this.#card.untilMs;
  }

  take(nowMs: number): string | undefined {
    const token = this.isArmed(nowMs) ? this.#card?.token : undefined;
    this.#card = undefined;
    return token;
  }
}
