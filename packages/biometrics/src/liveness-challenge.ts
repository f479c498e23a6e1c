import { BiometricsError } from './biometrics-error.ts';

export const CHALLENGE_ACTIONS = Object.freeze(['blink', 'turn-left', 'turn-right'] as const);

/** What a door asks for; left and right are the person's own. */
export type ChallengeAction = (typeof CHALLENGE_ACTIONS)[number];

/** Asked of the person in front of a door, so that a recording made before cannot answer. */
export interface LivenessChallenge {
  /** In this order. Neighbours differ. */
  readonly actions: readonly ChallengeAction[];
  /** Monotonic clock of the door, ms. */
  readonly issuedAtMs: number;
  /** From then on it counts as expired. Same clock. */
  readonly expiresAtMs: number;
}

export interface ChallengeOptions {
  /** Now, on a monotonic clock, ms. */
  nowMs: number;
  /** How many actions, 1 to 8. @defaultValue 2 */
  steps?: number;
  /** How long all of them may take. @defaultValue 4000 for each step */
  ttlMs?: number;
}

export interface ChallengeDeps {
  /** A whole number from 0 up to, not including, `below`, that nobody can foresee (`crypto.randomInt`). */
  randomInt(below: number): number;
}

const MAX_STEPS = 8;
const MS_PER_STEP = 4_000;

/**
 * A random challenge. Of `steps` actions there are 3 · 2^(steps − 1): a recording of one of them fits by luck once in
 * 3, 6, 12, 24 … times, so a door that allows many attempts needs more steps.
 *
 * @throws {BiometricsError} ARGUMENT_INVALID
 */
export function issueChallenge(
  { nowMs, steps = 2, ttlMs = steps * MS_PER_STEP }: ChallengeOptions,
  { randomInt }: ChallengeDeps,
): LivenessChallenge {
  const possible = Number.isInteger(steps) && steps >= 1 && steps <= MAX_STEPS && ttlMs > 0;
  if (!possible || !Number.isFinite(nowMs + ttlMs)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `No challenge of ${steps} steps in ${ttlMs} ms from ${nowMs}; give 1 to ${MAX_STEPS} steps and a positive time.`,
      { context: { steps, ttlMs, nowMs } },
    );
  }
  const actions: ChallengeAction[] = [];
  while (actions.length < steps) {
    const others = CHALLENGE_ACTIONS.filter((action) => action !== actions.at(-1));
    actions.push(others[randomInt(others.length)]!);
  }
  return { actions, issuedAtMs: nowMs, expiresAtMs: nowMs + ttlMs };
}
