import { checkInteger, checkOneOf, invalid } from '../validate.ts';
import { ANTIPASSBACK_MODES, type Area, type AreaSettings } from './area.ts';

type AreaColumns = Required<{ [Name in keyof AreaSettings]: Exclude<AreaSettings[Name], undefined> | null }>;

/**
 * The columns of an area: what is given, else what it has, else the usual.
 * @throws {RosterError} INVALID_INPUT
 */
export function areaColumns(settings: AreaSettings, before: Area | undefined): AreaColumns {
  const antipassback = settings.antipassback ?? before?.antipassback ?? 'off';
  const { antipassbackMinutes: givenMinutes } = settings;
  checkOneOf('antipassback', antipassback, ANTIPASSBACK_MODES);
  if (antipassback !== 'timed' && givenMinutes !== undefined) {
    invalid('antipassbackMinutes', 'is for the timed mode only');
  }
  const minutes = antipassback === 'timed' ? (givenMinutes ?? before?.antipassbackMinutes) : undefined;
  if (antipassback === 'timed' && minutes === undefined) {
    invalid('antipassbackMinutes', 'must be given with the timed mode');
  }
  const columns = {
    antipassback,
    antipassbackMinutes: minutes ?? null,
    maxPersons: kept(settings.maxPersons, before?.maxPersons),
    secondPersonSeconds: kept(settings.secondPersonSeconds, before?.secondPersonSeconds),
    forgetAfterHours: settings.forgetAfterHours ?? before?.forgetAfterHours ?? 24,
  };
  if (columns.antipassbackMinutes !== null) {
    checkInteger('antipassbackMinutes', columns.antipassbackMinutes, 1, 1440);
  }
  if (columns.maxPersons !== null) checkInteger('maxPersons', columns.maxPersons, 1, 100_000);
  if (columns.secondPersonSeconds !== null) {
    checkInteger('secondPersonSeconds', columns.secondPersonSeconds, 1, 600);
  }
  checkInteger('forgetAfterHours', columns.forgetAfterHours, 1, 720);
  return columns;
}

/** Null takes it away, nothing leaves it as it is. */
function kept(given: number | null | undefined, before: number | undefined): number | null {
  return given === undefined ? (before ?? null) : given;
}
