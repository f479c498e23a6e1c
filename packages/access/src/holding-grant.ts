import type { DecisionInput } from './decision-input.ts';
import { type Grant, type GrantState, grantState } from './grant.ts';
import type { DenialReason } from './reason-code.ts';

/** Of several grants that fail, the one that comes closest names the reason. */
const CLOSEST_FIRST: readonly (readonly [GrantState, DenialReason])[] = [
  ['holiday', 'closed_for_holiday'],
  ['outside_schedule', 'outside_schedule'],
  ['not_yet_valid', 'grant_not_yet_valid'],
  ['expired', 'grant_expired'],
];

/**
 * The grant by which a person passes now. In a lockdown it has to be one that was made for that; a state of the place
 * that this release does not know counts as a lockdown.
 */
export function holdingGrant(
  {
    grants,
    now,
    timeZone,
    holidays,
    lockdown = 'normal',
  }: Pick<DecisionInput, 'grants' | 'now' | 'timeZone' | 'holidays' | 'lockdown'>,
  personId: string,
): { readonly grant: Grant } | { readonly reason: DenialReason } {
  const states = new Set<GrantState>();
  let barred = false;
  for (const grant of grants) {
    if (grant.personId !== personId) continue;
    const state = grantState(grant, now, timeZone, holidays);
    const passes = lockdown === 'normal' || grant.passesLockdown === true;
    if (state === 'valid' && passes) return { grant };
    barred ||= state === 'valid';
    states.add(state);
  }
  if (barred) return { reason: 'lockdown' };
  const closest = CLOSEST_FIRST.find(([state]) => states.has(state));
  return { reason: closest ? closest[1] : 'no_grant' };
}
