/** An unlock at the same door, of somebody who may bring visitors in. */
export interface Escort {
  /** Of that unlock. */
  readonly decisionId: string;
  /** ms since the epoch */
  readonly at: number;
  /** How many visitors it has let in already, or may be letting in just now. */
  readonly visitors: number;
}

/** How long an escort's own unlock lets visitors in, and how many. */
export interface EscortRules {
  /** Above 0. @defaultValue 15 */
  readonly seconds?: number | undefined;
  /** From 1. @defaultValue 1 */
  readonly visitors?: number | undefined;
}

export const DEFAULT_ESCORT_SECONDS = 15;
export const DEFAULT_ESCORT_VISITORS = 1;

export function arePossibleEscortRules({ seconds = 1, visitors = 1 }: EscortRules): boolean {
  return Number.isFinite(seconds) && seconds > 0 && Number.isInteger(visitors) && visitors >= 1;
}

/** The latest escort whose unlock still holds for one visitor more. */
export function escortFor(
  escorts: readonly Escort[],
  nowMs: number,
  { seconds = DEFAULT_ESCORT_SECONDS, visitors = DEFAULT_ESCORT_VISITORS }: EscortRules = {},
): Escort | undefined {
  return escorts
    .filter(
      (escort) => isWithin(escort.at, nowMs, seconds) && escort.visitors >= 0 && escort.visitors < visitors,
    )
    .toSorted((one, other) => other.at - one.at)[0];
}

/**
 * Whether something happened at most so many seconds before or, since the clocks of two coordinators may differ, after.
 * What is not a number did not happen.
 */
export function isWithin(atMs: number, nowMs: number, seconds: number): boolean {
  return Math.abs(nowMs - atMs) <= seconds * 1000;
}
