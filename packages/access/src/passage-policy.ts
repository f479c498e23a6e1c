import type { AreaRules, AreaState } from './area.ts';
import { escortFor, isWithin } from './escort.ts';
import {
  dependsOnState,
  isPossiblePassage,
  type Passage,
  type PassageRules,
  type PassageState,
} from './passage.ts';
import type { DenialReason } from './reason-code.ts';

export interface PassageQuestion {
  readonly now: number;
  /** Whether the person enters only with an escort. */
  readonly escorted: boolean;
  readonly rules?: PassageRules | undefined;
  /** Absent: it has not been read, and whatever depends on it is refused. */
  readonly state?: PassageState | undefined;
}

export type PassageVerdict =
  | { readonly allowed: true; readonly passage?: Passage }
  | { readonly allowed: false; readonly reason: DenialReason };

/**
 * Whether a person whom nothing else keeps out may pass a door as things stand inside. The first that fails gives the
 * reason. The two-person rule comes last: who is refused by it alone may be the second person for somebody else.
 */
export function judgePassage({ now, escorted, rules = {}, state }: PassageQuestion): PassageVerdict {
  if (!dependsOnState(rules, escorted)) return { allowed: true };
  if (!state || !isPossiblePassage(rules, state)) return { allowed: false, reason: 'internal_error' };
  const { entry, exit } = rules;
  const entryViolation = entry !== undefined && isSecondEntry(entry, state.entry!, now);
  const exitViolation = exit !== undefined && isSecondExit(exit, state.exit!);
  if ((entryViolation && entry.antipassback !== 'soft') || (exitViolation && exit.antipassback !== 'soft')) {
    return { allowed: false, reason: 'antipassback_violation' };
  }
  // Whoever leaves must not be held back for want of company.
  const needsEscort = escorted && (entry !== undefined || exit === undefined);
  const escort = needsEscort ? escortFor(state.escorts, now, rules.escort) : undefined;
  if (needsEscort && !escort) return { allowed: false, reason: 'escort_required' };
  if (entry && isFull(entry, state.entry!)) return { allowed: false, reason: 'area_full' };
  if (entry && wouldBeAlone(entry, state.entry!, now))
    return { allowed: false, reason: 'second_person_required' };
  const crossings: Passage['crossings'] = [
    ...(exit ? [{ areaId: exit.id, direction: 'exit' as const, violation: exitViolation }] : []),
    ...(entry ? [{ areaId: entry.id, direction: 'entry' as const, violation: entryViolation }] : []),
  ];
  return { allowed: true, passage: { crossings, ...(escort && { escortDecisionId: escort.decisionId }) } };
}

/** Nothing known of the person is no violation: everybody is let in for the first time once. */
function isSecondEntry(
  { antipassback, antipassbackMinutes }: AreaRules,
  { last }: AreaState,
  now: number,
): boolean {
  if (antipassback === 'off' || last?.direction !== 'entry') return false;
  // Written so that NaN violates, and so does an entry that a faster clock has put into the future.
  return antipassback !== 'timed' || !(now - last.at >= antipassbackMinutes! * 60_000);
}

/** Time alone lets nobody out of a place where they are not: the timed rule asks nothing of those who leave. */
function isSecondExit({ antipassback }: AreaRules, { last }: AreaState): boolean {
  return (antipassback === 'soft' || antipassback === 'hard') && last?.direction === 'exit';
}

function isFull({ maxPersons }: AreaRules, { possiblyInside }: AreaState): boolean {
  return maxPersons !== undefined && !(possiblyInside < maxPersons);
}

function wouldBeAlone(
  { secondPersonSeconds }: AreaRules,
  { surelyInside, secondPersonAskedAt }: AreaState,
  now: number,
): boolean {
  if (secondPersonSeconds === undefined || surelyInside >= 1) return false;
  return secondPersonAskedAt === undefined || !isWithin(secondPersonAskedAt, now, secondPersonSeconds);
}
