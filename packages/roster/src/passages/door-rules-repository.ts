import type { Database, Statement } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { checkDate, isUuid } from '../validate.ts';
import type { AreaBorder, DoorHoliday, DoorRules, DoorRulesRepository } from './door-rules.ts';

/**
 * What holds at a door at a moment, as one row, or none when there is no such door. Holidays are those of two days around,
 * since the day in the building is not that of UTC and nights reach into the next.
 *
 * @param doorId,at pieces of SQL
 */
export function doorRules(doorId: string, at: string): string {
  return `
    SELECT EXISTS (SELECT FROM lockdowns l WHERE l.ended_at IS NULL AND l.door_id = d.id)
        OR EXISTS (SELECT FROM lockdowns l WHERE l.ended_at IS NULL AND l.building_id = b.id)
        OR EXISTS (SELECT FROM lockdowns l WHERE l.ended_at IS NULL AND l.site_id = b.site_id) AS "lockedDown",
      d.escort_seconds AS "escortSeconds", d.escort_visitors AS "escortVisitors",
      (SELECT jsonb_agg(jsonb_build_object('firstDay', h.first_day, 'lastDay', h.last_day, 'hours', h.hours))
       FROM holidays h
       WHERE h.site_id = b.site_id AND (h.building_id IS NULL OR h.building_id = b.id)
         AND h.last_day >= (${at} AT TIME ZONE 'UTC')::date - 2
         AND h.first_day <= (${at} AT TIME ZONE 'UTC')::date + 2) AS holidays,
      (SELECT jsonb_object_agg(x.direction, jsonb_build_object(
         'id', a.id, 'antipassback', a.antipassback, 'antipassbackMinutes', a.antipassback_minutes,
         'maxPersons', a.max_persons, 'secondPersonSeconds', a.second_person_seconds))
       FROM area_doors x JOIN areas a ON a.id = x.area_id WHERE x.door_id = d.id) AS areas
    FROM doors d JOIN edges e ON e.id = d.edge_id JOIN buildings b ON b.id = e.building_id WHERE d.id = ${doorId}`;
}

export const DOOR_RULES: Statement = { name: 'door-rules', text: doorRules('$1', '$2::timestamptz') };

type Nullable<T> = { [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

export interface DoorRulesRow {
  lockedDown: boolean;
  escortSeconds: number | null;
  escortVisitors: number | null;
  holidays: Nullable<DoorHoliday>[] | null;
  areas: { entry?: Nullable<AreaBorder>; exit?: Nullable<AreaBorder> } | null;
}

export function toDoorRules({ holidays, areas, ...rest }: DoorRulesRow): DoorRules {
  const { entry, exit } = areas ?? {};
  return {
    ...withoutNulls(rest),
    holidays: (holidays ?? []).map((holiday) => withoutNulls(holiday)),
    ...(entry && { entry: withoutNulls(entry) }),
    ...(exit && { exit: withoutNulls(exit) }),
  };
}

export function createDoorRulesRepository(database: Database): DoorRulesRepository {
  return {
    async forDoor(doorId, at) {
      if (!isUuid(doorId)) return undefined;
      checkDate('at', at);
      const row = await database.row<DoorRulesRow>('reading the rules of a door', DOOR_RULES, [doorId, at]);
      return row && toDoorRules(row);
    },
  };
}
