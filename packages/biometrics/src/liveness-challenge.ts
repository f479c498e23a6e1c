import { BiometricsError } from './biometrics-error.ts';

export const CHALLENGE_ACTIONS = Object.freeze(['blink', 'turn-left', 'turn-right'] as const);

/** What a door asks for; left and right are the person's own. */
export type ChallengeAction = (typeof CHALLENGE_ACTIONS)[number];

/** Asked of the person in front of a door, so that a recording made before cannot answer. */
export interface LivenessChallenge {
  /** In this order; the same one may come twice, and is then to be done twice. */
  readonly actions: readonly ChallengeAction[];
  /** Monotonic clock of the door, ms. */
  readonly issuedAtMs: number;
  /** From then on it counts as expired. Same clock. */
  readonly expiresAtMs: number;
}

export interface ChallengeOptions {
  /** Now, on a monotonic clock, ms. */
  nowMs: number;
  /** How many actions, 1 to 8. @defaultValue 3 */
  steps?: number;
  /**
   * What to choose from: only what the landmarks in use can show. Those of the shipped network hardly move when eyes are
   * shut (`docs/presentation-attacks.md`), so blinks are not asked for unless a better one is there.
   * @defaultValue turns to either side
   */
  actions?: readonly ChallengeAction[];
  /** How long all of them may take. @defaultValue 4000 for each step */
  ttlMs?: number;
}

export interface ChallengeDeps {
  /** A whole number from 0 up to, not including, `below`, that nobody can foresee (`crypto.randomInt`). */
  randomInt(below: number): number;
}

const MAX_STEPS = 8;
const MS_PER_STEP = 4_000;
const TURNS: readonly ChallengeAction[] = ['turn-left', 'turn-right'];

/**
 * A random challenge. With n actions to choose from there are n ^ steps of them, 8 by default: a recording of one fits by
 * luck once in so many times, so a door that allows many attempts needs more steps.
 *
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function issueChallenge(
  { nowMs, steps = 3, ttlMs = steps * MS_PER_STEP, actions = TURNS }: ChallengeOptions,
  { randomInt }: ChallengeDeps,
): LivenessChallenge {
  const possible = Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS && ttlMs > 0;
  if (!possible || !Number.isFinite(nowMs + ttlMs) || actions.length < 2) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `No challenge of ${steps} out of ${actions.length} actions in ${ttlMs} ms from ${nowMs}; give 1 to ${MAX_STEPS} ` +
        'steps, a choice of at least 2 actions and a positive time.',
      { context: { steps, ttlMs, nowMs, actions: actions.length } },
    );
  }
  return {
    actions: Array.from({ length: steps }, () => actions[randomInt(actions.length)]!),
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + ttlMs,
  };
}
