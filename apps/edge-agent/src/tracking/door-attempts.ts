import type { AttemptPolicy } from '../door-config.ts';
import { Attempt, type AttemptOutcome } from './attempt.ts';
import { type Sighting, Tracker, type TrackerOptions } from './tracker.ts';

export interface ScoredSighting extends Sighting {
  readonly quality: { readonly score: number };
}

/** A person whose observation is due. */
export interface DuePerson<S> {
  readonly trackId: string;
  /** One of each picture, oldest first; at least one. */
  readonly faces: readonly S[];
}

/**
 * Who stands at a door, and whose turn it is: one attempt for each person at a time.
 * Pure: it is told the time and the faces, and says whom to observe.
 */
export class DoorAttempts<S extends ScoredSighting> {
  readonly #policy: AttemptPolicy;
  readonly #tracker: Tracker<S>;
  readonly #attempts = new Map<string, Attempt<S>>();
  #inFrame: ReadonlyMap<string, S> = new Map();

  constructor(options: { policy: AttemptPolicy; tracker: TrackerOptions }, deps: { newId: () => string }) {
    this.#policy = options.policy;
    this.#tracker = new Tracker(options.tracker, deps);
  }

  /**
   * Takes the faces of one frame, largest first.
   * @param collect whether faces may be collected; a door that waits for a card only follows them
   */
  consider(faces: readonly S[], nowMs: number, collect = true): DuePerson<S>[] {
    const { seen, lost } = this.#tracker.update(faces, nowMs);
    for (const { id } of lost) this.#attempts.delete(id);
    this.#inFrame = new Map(seen.map(({ id, last }) => [id, last]));
    const due: DuePerson<S>[] = [];
    const add = (trackId: string, ready: readonly S[] | undefined) =>
      ready && due.push({ trackId, faces: ready });
    for (const { id, last } of seen) {
      const attempt = this.#attempts.get(id) ?? new Attempt<S>(this.#policy);
      this.#attempts.set(id, attempt);
      if (collect) add(id, attempt.see(last, last.quality.score, nowMs));
    }
    for (const [id, attempt] of this.#attempts) {
      if (collect && !this.#inFrame.has(id)) add(id, attempt.pass(nowMs));
    }
    return due;
  }

  /** The person's face in the newest frame, if it is there. */
  faceOf(trackId: string): S | undefined {
    return this.#inFrame.get(trackId);
  }

  /** How the observation of a track ended. A track that has left meanwhile is no matter. */
  settle(trackId: string, outcome: AttemptOutcome, nowMs: number): void {
    this.#attempts.get(trackId)?.settle(outcome, nowMs);
  }

  /** The person was due but is not observed after all. */
  release(trackId: string, nowMs: number): void {
    const attempt = this.#attempts.get(trackId);
    attempt?.settle('refused', nowMs);
    attempt?.rearm();
  }

  /** A card was shown: everybody begins anew, those who rest included. */
  rearm(): void {
    for (const attempt of this.#attempts.values()) attempt.rearm();
  }
}
