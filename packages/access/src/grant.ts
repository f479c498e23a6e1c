import type { Holiday } from './holiday.ts';
import { isWithinSchedule, type WeeklySchedule } from './weekly-schedule.ts';

/** A person's right to one door, already looked up for that door (also through its building). */
export interface Grant {
  readonly id: string;
  readonly personId: string;
  /** First instant it holds, ms since the epoch. @defaultValue always did */
  readonly validFrom?: number | undefined;
  /** First instant it no longer holds, ms since the epoch. @defaultValue for ever */
  readonly validUntil?: number | undefined;
  /** @defaultValue every hour of every day, holidays included */
  readonly schedule?: WeeklySchedule | undefined;
  /** Whether it holds while the place is locked down. @defaultValue false */
  readonly passesLockdown?: boolean | undefined;
  /** When it was revoked; a revoked grant is as good as none, whatever the instant. */
  readonly revokedAt?: number | undefined;
}

/** How a grant stands at an instant. `holiday`: it would be valid if the day were like any other. */
export type GrantState = 'valid' | 'holiday' | 'outside_schedule' | 'not_yet_valid' | 'expired' | 'revoked';

/**
 * @param nowMs ms since the epoch
 * @param timeZone IANA zone of the building, for schedules that name none
 * @param holidays of the building
 */
export function grantState(
  grant: Grant,
  nowMs: number,
  timeZone: string,
  holidays: readonly Holiday[] = [],
): GrantState {
  const { schedule, revokedAt } = grant;
  if (revokedAt !== undefined) return 'revoked';
  const period = periodState(grant, nowMs);
  if (period !== 'valid') return period;
  if (schedule === undefined || isWithinSchedule(schedule, nowMs, timeZone, holidays)) return 'valid';
  return isWithinSchedule(schedule, nowMs, timeZone) ? 'holiday' : 'outside_schedule';
}

/** How a period stands at an instant. An infinite instant is a fault, not "for ever". */
export function periodState(
  { validFrom, validUntil }: Pick<Grant, 'validFrom' | 'validUntil'>,
  nowMs: number,
): 'valid' | 'not_yet_valid' | 'expired' {
  // Written so that NaN counts against it.
  if (validUntil !== undefined && !(nowMs < validUntil && validUntil < Number.POSITIVE_INFINITY))
    return 'expired';
  if (validFrom !== undefined && !(nowMs >= validFrom && validFrom > Number.NEGATIVE_INFINITY))
    return 'not_yet_valid';
  return 'valid';
}
