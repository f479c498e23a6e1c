import type { AttemptPolicy } from '../door-config.ts';

export type AttemptOutcome = 'actuated' | 'denied' | 'refused';

interface Frame<S> {
  readonly face: S;
  readonly quality: number;
}

interface Collected<S> {
  /** The best so far, in the order in which they were taken; at most `maxFrames`. */
  readonly frames: readonly Frame<S>[];
  readonly sinceMs: number;
}

type AttemptState<S> =
  | { readonly phase: 'collecting'; readonly collected?: Collected<S> }
  | { readonly phase: 'observed' }
  | { readonly phase: 'resting'; readonly untilMs: number };

/**
 * What one person in front of the door is up to.
 *
 *     collecting ── maxFrames good ones, or maxWaitMs since the first ──▶ observed ── settled ──▶ resting
 *         ▲                                                                                       │
 *         └──────────────── the rest is over, or a card was shown ────────────────────────────────┘
 *
 * The rest lasts `coolDownMs` after the door opened, `retryMs` after a denial or a refusal, and `lockoutMs` after
 * `maxDenials` denials in a row. A refusal (no answer, no connection) is nobody's fault and does not count.
 *
 * Invariants: between `collecting` and `settle` faces are handed out exactly once: at least one, at most `maxFrames`, the
 * best of those seen, each of another picture; nothing is collected while observed or resting. Times are monotonic ms.
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

  /** @param quality 0 to 1. @returns the faces to observe now, oldest first, if it is time */
  see(face: S, quality: number, nowMs: number): readonly S[] | undefined {
    this.#endRest(nowMs);
    if (this.#state.phase !== 'collecting') return undefined;
    const { frames = [], sinceMs = nowMs } = this.#state.collected ?? {};
    const collected = { frames: this.#best([...frames, { face, quality }]), sinceMs };
    this.#state = { phase: 'collecting', collected };
    return this.pass(nowMs);
  }

  /** Time has passed without a new sight of the face. @returns the faces to observe now, oldest first, if it is time */
  pass(nowMs: number): readonly S[] | undefined {
    if (this.#state.phase !== 'collecting' || !this.#state.collected) return undefined;
    const { maxFrames, maxWaitMs, minQuality } = this.#policy;
    const { frames, sinceMs } = this.#state.collected;
    const good = frames.filter(({ quality }) => quality >= minQuality);
    if (good.length < maxFrames && nowMs - sinceMs < maxWaitMs) return undefined;
    this.#state = { phase: 'observed' };
    return frames.map(({ face }) => face);
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

  /** Without the worst, the oldest of equals, if there is one too many. */
  #best(frames: readonly Frame<S>[]): readonly Frame<S>[] {
    if (frames.length <= this.#policy.maxFrames) return frames;
    const worst = frames.reduce((least, frame) => (frame.quality < least.quality ? frame : least));
    return frames.filter((frame) => frame !== worst);
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
