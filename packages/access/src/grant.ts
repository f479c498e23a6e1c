import { isWithinSchedule, type WeeklySchedule } from './weekly-schedule.ts';

/** A person's right to one door, already looked up for that door (also through its building). */
export interface Grant {
  readonly id: string;
  readonly personId: string;
  /** First instant it holds, ms since the epoch. @defaultValue always did */
  readonly validFrom?: number | undefined;
  /** First instant it no longer holds, ms since the epoch. @defaultValue for ever */
  readonly validUntil?: number | undefined;
  /** @defaultValue every hour of every day */
  readonly schedule?: WeeklySchedule | undefined;
  /** When it was revoked; a revoked grant is as good as none, whatever the instant. */
  readonly revokedAt?: number | undefined;
}

/** How a grant stands at an instant. */
export type GrantState = 'valid' | 'outside_schedule' | 'not_yet_valid' | 'expired' | 'revoked';

/**
 * @param nowMs ms since the epoch
 * @param timeZone IANA zone of the building, for schedules that name none
 */
export function grantState(grant: Grant, nowMs: number, timeZone: string): GrantState {
  const { validFrom, validUntil, schedule, revokedAt } = grant;
  if (revokedAt !== undefined) return 'revoked';
  // Written so that NaN counts against the grant; and an infinite instant is a fault, not "for ever".
  if (validUntil !== undefined && !(nowMs < validUntil && validUntil < Number.POSITIVE_INFINITY))
    return 'expired';
  if (validFrom !== undefined && !(nowMs >= validFrom && validFrom > Number.NEGATIVE_INFINITY))
    return 'not_yet_valid';
  if (schedule !== undefined && !isWithinSchedule(schedule, nowMs, timeZone)) return 'outside_schedule';
  return 'valid';
}
