import { randomInt } from 'node:crypto';
import { type Language, type PromptCode, promptFor } from '@portero/access';
import type { Clock, Logger } from '@portero/runtime';
import type { EventHub } from '../event-hub.ts';
import type { EdgeEvents } from '../events.ts';
import { type ChallengedFace, type ChallengeEnd, ChallengeRun } from './challenge-run.ts';

export interface ChallengerOptions {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly language: Language;
  readonly steps: number;
  readonly maxFrames: number;
  readonly sameFaceL2: number;
  /** Failures in a row, of whomever, after which the door gives no challenges for `lockoutMs`. */
  readonly maxDenials: number;
  readonly lockoutMs: number;
}

/** Who is given a challenge, with the card that was shown before, if one was. */
export interface ChallengedPerson {
  readonly trackId: string;
  readonly cardToken?: string;
}

export interface ChallengerDeps<S> {
  /** Told of each end but those that were broken off. */
  onEnd(person: ChallengedPerson, end: ChallengeEnd<S>): void;
  /** What the display shows from now on. */
  onPrompt(prompt: PromptCode | undefined): void;
  readonly events: EventHub<EdgeEvents>;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Running<S extends ChallengedFace> {
  readonly person: ChallengedPerson;
  readonly run: ChallengeRun<S>;
  readonly sinceMs: number;
  readonly expiry: NodeJS.Timeout;
}

/**
 * The challenges of one door, one at a time since it has one display.
 *
 *     idle ── begin ──▶ running ── performed, failed, expired ──▶ idle, and the prompt is gone
 *                          └────── broken off (a card, the camera's end) ──▶ idle; nobody is told of an outcome
 *
 * Invariants: every challenge that is begun ends, with a camera that falls silent as well; a prompt is shown only while one
 * is running; an outcome is told once. Each failure is one try less for whoever plays recordings until one fits, so that
 * after some of them in a row the door rests: people are then sent without a challenge, and asked for a card.
 */
export class Challenger<S extends ChallengedFace> {
  readonly #options: ChallengerOptions;
  readonly #deps: ChallengerDeps<S>;
  #running: Running<S> | undefined;
  #prompt: PromptCode | undefined;
  #failures = 0;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: ChallengerOptions, deps: ChallengerDeps<S>) {
    this.#options = options;
    this.#deps = deps;
  }

  /** The person who is at a challenge. */
  get trackId(): string | undefined {
    return this.#running?.person.trackId;
  }

  isResting(nowMs: number): boolean {
    return nowMs < this.#restUntilMs;
  }

  /** To be called while nobody is at a challenge. */
  begin(person: ChallengedPerson, nowMs: number): void {
    const { trackId } = person;
    const { steps, maxFrames, sameFaceL2 } = this.#options;
    const run = new ChallengeRun<S>({ trackId, steps, maxFrames, sameFaceL2, nowMs }, { randomInt });
    this.#running = { person, run, sinceMs: nowMs, expiry: this.#expire(run) };
    this.#show(run.prompt);
  }

  /** One more picture. @param face of the person at the challenge, if it is in the picture */
  look(face: S | undefined, capturedMonotonicMs: number): void {
    if (!this.#running) return;
    const { run } = this.#running;
    this.#after(run, face ? run.see(face) : run.pass(capturedMonotonicMs));
  }

  /** @returns the person whose challenge is over without an outcome */
  breakOff(): string | undefined {
    const trackId = this.trackId;
    this.#stop();
    return trackId;
  }

  /** By the door's clock, whatever a timer makes of it. */
  #expire(run: ChallengeRun<S>): NodeJS.Timeout {
    const { clock } = this.#deps;
    const leftMs = run.expiresAtMs - clock.monotonicMs();
    return setTimeout(
      () => {
        this.#after(run, run.pass(clock.monotonicMs()));
        if (this.#running?.run === run) this.#running = { ...this.#running, expiry: this.#expire(run) };
      },
      Math.max(1, leftMs),
    );
  }

  #after(run: ChallengeRun<S>, end: ChallengeEnd<S> | undefined): void {
    if (this.#running?.run !== run) return;
    if (!end) {
      this.#show(run.prompt);
      return;
    }
    const { clock, events, logger, onEnd } = this.#deps;
    const { door } = this.#options;
    const { person, sinceMs } = this.#running;
    const { trackId } = person;
    const { outcome, reason } = end;
    const nowMs = clock.monotonicMs();
    const durationMs = nowMs - sinceMs;
    this.#stop();
    this.#count(run, end, nowMs);
    const ended = { door, trackId, outcome, ...(reason && { reason }), durationMs };
    logger.info(ended, 'a challenge has ended');
    events.emit('challenged', ended);
    onEnd(person, end);
  }

  /** Somebody who walked by before anything was asked has learned nothing. */
  #count({ asked }: ChallengeRun<S>, { outcome }: ChallengeEnd<S>, nowMs: number): void {
    if (outcome === 'performed') this.#failures = 0;
    if (outcome === 'performed' || !asked) return;
    this.#failures += 1;
    if (this.#failures < this.#options.maxDenials) return;
    this.#failures = 0;
    this.#restUntilMs = nowMs + this.#options.lockoutMs;
    this.#deps.logger.warn(
      { door: this.#options.door, lockoutMs: this.#options.lockoutMs },
      'too many challenges failed in a row: the door gives none for a while',
    );
  }

  #stop(): void {
    clearTimeout(this.#running?.expiry);
    this.#running = undefined;
    this.#show(undefined);
  }

  #show(prompt: PromptCode | undefined): void {
    if (prompt === this.#prompt) return;
    this.#prompt = prompt;
    const { door, language } = this.#options;
    const shown = prompt && { prompt, message: promptFor(prompt, language) };
    this.#deps.events.emit('prompt', { door, ...shown });
    this.#deps.onPrompt(prompt);
  }
}
