import type { ChallengeOutcome, PromptCode } from '@portero/access';
import {
  advanceChallenge,
  type ChallengeAction,
  type ChallengeDeps,
  type ChallengeState,
  challengeAt,
  issueChallenge,
  l2Distance,
  looksAhead,
  type Point,
  startChallenge,
} from '@portero/biometrics';
import type { FailedChallenge } from '../events.ts';

/** What a challenge needs of a face. A `SeenFace` fits. */
export interface ChallengedFace {
  /** Of unit length. */
  readonly embedding: Float32Array;
  readonly landmarks: readonly Point[];
  readonly quality: { readonly score: number };
  readonly seenIn: { readonly capturedMonotonicMs: number };
}

export interface ChallengeRunOptions {
  readonly trackId: string;
  /** Turns of the head that are asked for. */
  readonly steps: number;
  /** Faces that are handed out at the end, at most. */
  readonly maxFrames: number;
  /** From this L2 distance on two faces that look ahead are two people: the model's pair threshold. */
  readonly sameFaceL2: number;
  /** Monotonic clock, ms. */
  readonly nowMs: number;
}

export interface ChallengeEnd<S> {
  readonly outcome: ChallengeOutcome;
  /** Present for one that failed. */
  readonly reason?: FailedChallenge;
  /**
   * Of the track and of the challenge only, oldest first; of one that was performed, those that look ahead. None of
   * somebody who left before anything was asked.
   */
  readonly faces: readonly S[];
}

const PROMPTS: Readonly<Record<ChallengeAction, PromptCode>> = {
  'turn-left': 'turn_head_left',
  'turn-right': 'turn_head_right',
  blink: 'blink',
};

/**
 * One challenge, given to one tracked face. The moves are judged by `biometrics`; this keeps the faces that may be sent with
 * the outcome.
 *
 * Invariants: no face from before the challenge is kept; the faces of one that was performed were seen between its turns,
 * looking ahead, as evenly from all of them as there are; each of them is the person that the first one shows, or the
 * challenge has failed; nothing changes an end. So whoever is recognised is whoever turned.
 */
export class ChallengeRun<S extends ChallengedFace> {
  readonly #options: ChallengeRunOptions;
  #state: ChallengeState;
  #changed = false;
  #asked = false;
  #first: S | undefined;
  /** Looking ahead, by the step that they were seen in; the best, at most `maxFrames` of each. */
  readonly #ahead: S[][] = [];
  /** Of any pose. */
  #any: readonly S[] = [];

  constructor(options: ChallengeRunOptions, deps: ChallengeDeps) {
    this.#options = options;
    this.#state = startChallenge(issueChallenge({ nowMs: options.nowMs, steps: options.steps }, deps));
  }

  get expiresAtMs(): number {
    return this.#state.challenge.expiresAtMs;
  }

  /** What the person is asked for now. Absent once it has ended. */
  get prompt(): PromptCode | undefined {
    if (this.#state.status !== 'issued' || this.#changed) return undefined;
    const { challenge, step, progress } = this.#state;
    return progress.phase === 'settling' ? 'face_camera' : PROMPTS[challenge.actions[step]!];
  }

  /** Whether the person has been told to do anything but look at the camera. */
  get asked(): boolean {
    return this.#asked;
  }

  /** A picture with the face of the track in it. @returns the end, if this is it */
  see(face: S): ChallengeEnd<S> | undefined {
    const { capturedMonotonicMs: atMs } = face.seenIn;
    if (atMs <= this.#state.challenge.issuedAtMs) return this.end;
    const { trackId } = this.#options;
    this.#state = advanceChallenge(this.#state, { atMs, trackId, landmarks: face.landmarks });
    this.#keep(face);
    this.#noteAsked();
    return this.end;
  }

  /** A picture without it, or none for a while. */
  pass(nowMs: number): ChallengeEnd<S> | undefined {
    this.#state = challengeAt(this.#state, nowMs);
    return this.end;
  }

  get end(): ChallengeEnd<S> | undefined {
    if (this.#changed) return { outcome: 'failed', reason: 'face_changed', faces: this.#any };
    const { status } = this.#state;
    if (status === 'issued') return undefined;
    if (status === 'performed') return { outcome: status, faces: this.#fromAllSteps() };
    if (this.#state.status !== 'failed') return { outcome: status, faces: this.#any };
    const { reason } = this.#state;
    const walkedBy = reason === 'face_lost' && !this.#asked;
    return { outcome: 'failed', reason, faces: walkedBy ? [] : this.#any };
  }

  #keep(face: S): void {
    this.#any = this.#best([...this.#any, face]);
    if (this.#state.status !== 'issued') return;
    const { step, last } = this.#state;
    if (!last || last.atMs !== face.seenIn.capturedMonotonicMs || !looksAhead(last.signs)) return;
    this.#first ??= face;
    if (l2Distance(this.#first.embedding, face.embedding) >= this.#options.sameFaceL2) {
      this.#changed = true;
      return;
    }
    this.#ahead[step] = this.#best([...(this.#ahead[step] ?? []), face]);
  }

  #noteAsked(): void {
    const { prompt } = this;
    this.#asked ||= prompt !== undefined && prompt !== 'face_camera';
  }

  /** The best of each step, then the second best of each, and so on. */
  #fromAllSteps(): readonly S[] {
    const { maxFrames } = this.#options;
    const bySteps = this.#ahead.map((faces) => faces.toSorted(betterFirst));
    const ranked = Array.from({ length: maxFrames }, (_, rank) =>
      bySteps.flatMap((faces) => faces[rank] ?? []),
    );
    return ranked.flat().slice(0, maxFrames).sort(olderFirst);
  }

  #best(faces: readonly S[]): S[] {
    return faces.toSorted(betterFirst).slice(0, this.#options.maxFrames).sort(olderFirst);
  }
}

function betterFirst(a: ChallengedFace, b: ChallengedFace): number {
  return b.quality.score - a.quality.score;
}

function olderFirst(a: ChallengedFace, b: ChallengedFace): number {
  return a.seenIn.capturedMonotonicMs - b.seenIn.capturedMonotonicMs;
}
