/** When one message of one boot of an edge was issued, and when it arrived here. */
export interface Arrival {
  /** The edge's address and boot. */
  edge: string;
  bootId: string;
  /** The edge's wall clock, milliseconds. */
  issuedAt: number;
  /** The coordinator's monotonic clock, milliseconds. */
  receivedAtMs: number;
}

export interface BootClocksOptions {
  /** How long an offset counts. @defaultValue 30000 */
  windowMs?: number;
  /** Boots remembered; the one least recently heard is forgotten. @defaultValue 1024 */
  maxBoots?: number;
}

interface Offsets {
  windowStartedAtMs: number;
  currentMs: number;
  previousMs: number;
}

/**
 * How old a message is, without trusting the wall clock of the edge that wrote it.
 *
 * For each boot the smallest `received − issued` is the offset between the two clocks plus the fastest delivery
 * seen; what a message needed beyond that is its age. The minimum is taken over the last one to two windows only:
 * clocks drift (50 ppm is 3 s in 17 hours) and step, and a minimum kept for ever would turn either into
 * denials until the next boot.
 *
 * The first message of a boot has age 0 by definition. That is safe: the edge refuses any command whose nonce it
 * does not wait for by its own monotonic clock. This only spares work and keeps late decisions out of the record.
 */
export class BootClocks {
  readonly #boots = new Map<string, Offsets>();
  readonly #windowMs: number;
  readonly #maxBoots: number;

  constructor({ windowMs = 30_000, maxBoots = 1024 }: BootClocksOptions = {}) {
    this.#windowMs = windowMs;
    this.#maxBoots = maxBoots;
  }

  /** @returns age in milliseconds, ≥ 0 */
  ageMs({ edge, bootId, issuedAt, receivedAtMs }: Arrival): number {
    const key = `${edge} ${bootId}`;
    const differenceMs = receivedAtMs - issuedAt;
    const offsets = this.#roll(this.#boots.get(key), receivedAtMs);
    offsets.currentMs = Math.min(offsets.currentMs, differenceMs);
    this.#remember(key, offsets);
    return differenceMs - Math.min(offsets.currentMs, offsets.previousMs);
  }

  get size(): number {
    return this.#boots.size;
  }

  #roll(offsets: Offsets | undefined, nowMs: number): Offsets {
    const elapsedMs = offsets ? nowMs - offsets.windowStartedAtMs : Number.POSITIVE_INFINITY;
    if (offsets && elapsedMs < this.#windowMs) return offsets;
    const lastWindowCounts = offsets !== undefined && elapsedMs < 2 * this.#windowMs;
    return {
      windowStartedAtMs: nowMs,
      currentMs: Number.POSITIVE_INFINITY,
      previousMs: lastWindowCounts ? offsets.currentMs : Number.POSITIVE_INFINITY,
    };
  }

  #remember(key: string, offsets: Offsets): void {
    this.#boots.delete(key);
    this.#boots.set(key, offsets);
    if (this.#boots.size <= this.#maxBoots) return;
    const oldest = this.#boots.keys().next().value;
    if (oldest !== undefined) this.#boots.delete(oldest);
  }
}
