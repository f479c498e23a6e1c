import { type AreaRules, type AreaState, arePossibleRules, isPossibleState } from './area.ts';
import { arePossibleEscortRules, type Escort, type EscortRules } from './escort.ts';

/** Which borders a door lies on, and what it asks of escorts. */
export interface PassageRules {
  /** The area that the door leads into. */
  readonly entry?: AreaRules | undefined;
  /** The area that it leads out of. */
  readonly exit?: AreaRules | undefined;
  readonly escort?: EscortRules | undefined;
}

/** Who has passed where, as far as the question at this door depends on it. */
export interface PassageState {
  readonly entry?: AreaState | undefined;
  readonly exit?: AreaState | undefined;
  readonly escorts: readonly Escort[];
}

/** What an unlock does to areas and escorts if its person passes. To be recorded together with the decision. */
export interface Passage {
  readonly crossings: readonly {
    readonly areaId: string;
    readonly direction: 'entry' | 'exit';
    /** Against the anti-passback rule of an area that only marks it. */
    readonly violation: boolean;
  }[];
  /** The escort's unlock that is used. */
  readonly escortDecisionId?: string | undefined;
}

/** Whether who has passed where can make a difference. A person who needs no escort at a door of no area: no. */
export function dependsOnState(rules: PassageRules | undefined, escorted: boolean): boolean {
  return escorted || rules?.entry !== undefined || rules?.exit !== undefined;
}

/**
 * A state that nothing can be held against: where a door stays shut even so, who has passed where need not be read.
 * It is none that can really be.
 */
export function mostFavourableState(nowMs: number): PassageState {
  const area: AreaState = { possiblyInside: 0, surelyInside: 1 };
  return { entry: area, exit: area, escorts: [{ decisionId: '', at: nowMs, visitors: 0 }] };
}

/** Whether every number is one that can be, and the state speaks of each area that the rules do. */
export function isPossiblePassage(rules: PassageRules, { entry, exit }: PassageState): boolean {
  const borders = [
    [rules.entry, entry],
    [rules.exit, exit],
  ] as const;
  return (
    arePossibleEscortRules(rules.escort ?? {}) &&
    borders.every(([area, state]) => !area || (arePossibleRules(area) && state && isPossibleState(state)))
  );
}
