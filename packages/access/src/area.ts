/**
 * What an area does about somebody who enters it again without having left, or leaves it without having entered: nothing,
 * let them pass and mark the passage, refuse, or refuse to let in again until some minutes have gone by.
 */
export const ANTIPASSBACK_MODES = Object.freeze(['off', 'soft', 'hard', 'timed'] as const);

export type AntipassbackMode = (typeof ANTIPASSBACK_MODES)[number];

/** A part of a building with doors that lead into it and out of it. */
export interface AreaRules {
  readonly id: string;
  readonly antipassback: AntipassbackMode;
  /** With `timed`: how long after an entry the next is refused, minutes, above 0. */
  readonly antipassbackMinutes?: number | undefined;
  /** Most people who may be inside, from 1. Absent: any number. */
  readonly maxPersons?: number | undefined;
  /**
   * Two-person rule: whoever would be alone inside needs somebody else who may enter to have asked within so many seconds,
   * above 0. Absent: one is enough.
   */
  readonly secondPersonSeconds?: number | undefined;
}

/** The last time somebody crossed the border of an area, as far as it is known to have happened. */
export interface Crossing {
  readonly direction: 'entry' | 'exit';
  /** ms since the epoch */
  readonly at: number;
}

/** What is known of an area when somebody asks to cross its border. Counts are of other people than the one who asks. */
export interface AreaState {
  /**
   * Of the person, acknowledged by the lock; an entry also while its acknowledgement may still come. Absent when nothing
   * is known of them, which lets them pass once.
   */
  readonly last?: Crossing | undefined;
  /** Who may be inside: those who entered or may be entering just now. */
  readonly possiblyInside: number;
  /** Who is surely inside: those who entered, and are not leaving just now. */
  readonly surelyInside: number;
  /** When somebody else who may enter last asked to. */
  readonly secondPersonAskedAt?: number | undefined;
}

/** Whether every number of an area's rules is one that can be. */
export function arePossibleRules({
  antipassback,
  antipassbackMinutes,
  maxPersons,
  secondPersonSeconds,
}: AreaRules): boolean {
  if (!ANTIPASSBACK_MODES.includes(antipassback)) return false;
  if (antipassback === 'timed' && !isPositive(antipassbackMinutes)) return false;
  if (maxPersons !== undefined && !(Number.isInteger(maxPersons) && maxPersons >= 1)) return false;
  return secondPersonSeconds === undefined || isPositive(secondPersonSeconds);
}

/** Whether every number of an area's state is one that can be. */
export function isPossibleState({
  last,
  possiblyInside,
  surelyInside,
  secondPersonAskedAt,
}: AreaState): boolean {
  const counts = [possiblyInside, surelyInside];
  return (
    counts.every((count) => Number.isInteger(count) && count >= 0) &&
    (last === undefined || (Number.isFinite(last.at) && ['entry', 'exit'].includes(last.direction))) &&
    (secondPersonAskedAt === undefined || Number.isFinite(secondPersonAskedAt))
  );
}

function isPositive(value: number | undefined): boolean {
  return value !== undefined && value > 0 && Number.isFinite(value);
}
