import {
  AccessError,
  type DecisionInput,
  type Holiday,
  type PassageState,
  type AreaState as PolicyAreaState,
  type Person as PolicyPerson,
  parseHoliday,
} from '@portero/access';
import type { AreaSituation, Circumstances, DoorHoliday, DoorRules, DoorSituation } from '@portero/roster';
import type { Logger } from '@portero/runtime';

export function policyPerson(person: NonNullable<Circumstances['person']>): PolicyPerson {
  const { id, status, kind, validFrom, validUntil, escorted } = person;
  const period = { validFrom: validFrom?.getTime(), validUntil: validUntil?.getTime() };
  return { id, status, kind, ...period, escorted };
}

/** What the roster says holds at a door, as the policy asks it. */
export function policyRules(
  { lockedDown, holidays, entry, exit, escortSeconds: seconds, escortVisitors: visitors }: DoorRules,
  logger: Logger,
): Pick<DecisionInput, 'lockdown' | 'holidays' | 'passageRules'> {
  return {
    lockdown: lockedDown ? 'lockdown' : 'normal',
    holidays: holidays.map((holiday) => policyHoliday(holiday, logger)),
    passageRules: { entry, exit, escort: { seconds, visitors } },
  };
}

export function policyState({ rules: { entry, exit }, areas, escorts }: DoorSituation): PassageState {
  const stateOf = (id: string | undefined) => {
    const area = areas.find(({ areaId }) => areaId === id);
    return area && areaState(area);
  };
  return {
    entry: stateOf(entry?.id),
    exit: stateOf(exit?.id),
    escorts: escorts.map(({ at, ...escort }) => ({ ...escort, at: at.getTime() })),
  };
}

function areaState(situation: AreaSituation): PolicyAreaState {
  const { lastDirection: direction, lastAt, possiblyInside, surelyInside, secondPersonAskedAt } = situation;
  return {
    last: direction && lastAt && { direction, at: lastAt.getTime() },
    possiblyInside,
    surelyInside,
    secondPersonAskedAt: secondPersonAskedAt?.getTime(),
  };
}

/** Hours that cannot be read are none: closed all day. */
function policyHoliday(holiday: DoorHoliday, logger: Logger): Holiday {
  try {
    return parseHoliday(holiday);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    const { firstDay, lastDay } = holiday;
    logger.error({ firstDay, lastDay, reason: error.message }, 'the hours of a holiday cannot be read');
    return { firstDay, lastDay, hours: [] };
  }
}
