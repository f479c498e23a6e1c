import type { AttemptPolicy } from '../door-config.ts';

export type AttemptOutcome = 'actuated' | 'denied' | 'refused';

interface Collected<S> {
  readonly best: S;
  readonly quality: number;
  readonly frames: number;
  readonly sinceMs: number;
}

type AttemptState<S> =
  | { readonly phase: 'collecting'; readonly collected?: Collected<S> }
  | { readonly phase: 'observed' }
  | { readonly phase: 'resting'; readonly untilMs: number };

/**
 * What one person in front of the door is up to.
 *
 *     collecting ── maxFrames seen, or maxWaitMs since the first ──▶ observed ── settled ──▶ resting
 *         ▲                                                                                  │
 *         └──────────────── the rest is over, or a card was shown ───────────────────────────┘
 *
 * The rest lasts `coolDownMs` after the door opened, `retryMs` after a denial or a refusal, and `lockoutMs` after
 * `maxDenials` denials in a row. A refusal (no answer, no connection) is nobody's fault and does not count.
 *
 * Invariants: between `collecting` and `settle` exactly one face is handed out, the best of those collected; nothing is
 * collected while observed or resting. Times are monotonic ms.
 */
export class Attempt<S> {
  readonly #policy: AttemptPolicy;
  #state: AttemptState<S> = { phase: 'collecting' };
  #denials = 0;

  constructor(policy: AttemptPolicy) {
    this.#policy = policy;
  }

  get phase(): AttemptState<S>['phase'] {
    return this.#state.phase;
  }

  /** @param quality 0 to 1. @returns the face to observe now, if it is time */
  see(face: S, quality: number, nowMs: number): S | undefined {
    this.#endRest(nowMs);
    if (this.#state.phase !== 'collecting') return undefined;
    const { collected } = this.#state;
    const isBetter = !collected || quality > collected.quality;
    this.#state = {
      phase: 'collecting',
      collected: {
        best: isBetter ? face : collected.best,
        quality: isBetter ? quality : collected.quality,
        frames: (collected?.frames ?? 0) + 1,
        sinceMs: collected?.sinceMs ?? nowMs,
      },
    };
    return this.pass(nowMs);
  }

  /** Time has passed without a new sight of the face. @returns the face to observe now, if it is time */
  pass(nowMs: number): S | undefined {
    if (this.#state.phase !== 'collecting' || !this.#state.collected) return undefined;
    const { best, frames, sinceMs } = this.#state.collected;
    if (frames < this.#policy.maxFrames && nowMs - sinceMs < this.#policy.maxWaitMs) return undefined;
    this.#state = { phase: 'observed' };
    return best;
  }

  settle(outcome: AttemptOutcome, nowMs: number): void {
    if (this.#state.phase !== 'observed') return;
    if (outcome === 'actuated') this.#denials = 0;
    if (outcome === 'denied') this.#denials += 1;
    this.#state = { phase: 'resting', untilMs: nowMs + this.#restMs(outcome) };
  }

  /** A card was shown, or the observation was not made after all: the face begins anew, with what is seen from now on. */
  rearm(): void {
    if (this.#state.phase !== 'observed') this.#state = { phase: 'collecting' };
  }

  #restMs(outcome: AttemptOutcome): number {
    const { coolDownMs, retryMs, lockoutMs, maxDenials } = this.#policy;
    if (outcome === 'actuated') return coolDownMs;
    if (outcome === 'refused' || this.#denials < maxDenials) return retryMs;
    this.#denials = 0;
    return lockoutMs;
  }

  #endRest(nowMs: number): void {
    if (this.#state.phase === 'resting' && nowMs >= this.#state.untilMs)
      this.#state = { phase: 'collecting' };
  }
}
