import type { ReasonCode } from './reason-code.ts';

/**
 * What is said at the door instead. A command is signed and not secret, and whoever stands in the queue reads the
 * display: how somebody stands with the house (suspended, ended, not begun, inside already) is for the record and for
 * reception.
 */
const TOLD_AS: ReadonlyMap<string, ReasonCode> = new Map([
  ['person_suspended', 'no_grant'],
  ['person_expired', 'no_grant'],
  ['person_not_yet_valid', 'no_grant'],
  ['grant_expired', 'no_grant'],
  ['grant_not_yet_valid', 'no_grant'],
  ['closed_for_holiday', 'outside_schedule'],
  ['antipassback_violation', 'no_grant'],
  ['card_revoked', 'unknown_card'],
]);

/**
 * The reason that leaves the coordinator; the record keeps the one that it is made from.
 *
 * @param reason a `ReasonCode`, or one that another version recorded
 */
export function reasonAtDoor(reason: string): string {
  return TOLD_AS.get(reason) ?? reason;
}
