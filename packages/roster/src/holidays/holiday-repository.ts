import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { parseBuilding, parseSite } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkText, invalid, isUuid } from '../validate.ts';
import type { Holiday, HolidayRepository } from './holiday.ts';
import { ADD_HOLIDAY, LIST_HOLIDAYS, REMOVE_HOLIDAY } from './holiday-queries.ts';

interface HolidayRow {
  id: string;
  place: string;
  name: string;
  firstDay: string;
  lastDay: string;
  hours: unknown;
}

function toHoliday({ id, place, name, firstDay, lastDay, hours }: HolidayRow): Holiday {
  return withoutNulls({ id, place, name, firstDay, lastDay, hours });
}

function parsePlace(place: string): { site: string; building?: string } {
  return place.includes('/') ? parseBuilding(place) : { site: parseSite(place) };
}

function checkDay(field: string, day: string): void {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`));
  if (!isDay) invalid(field, 'must be a day such as 2026-12-24');
}

interface HolidayDeps {
  acts: Pick<AuditActs, 'sql'>;
}

export function createHolidayRepository(database: Database, { acts }: HolidayDeps): HolidayRepository {
  return {
    async add({ place, name, firstDay, lastDay = firstDay, hours }) {
      const { site, building } = parsePlace(place);
      checkText('name', name, 200);
      checkDay('firstDay', firstDay);
      checkDay('lastDay', lastDay);
      if (lastDay < firstDay) invalid('lastDay', 'must not come before firstDay');
      const days = [newId(), site, building ?? null, name, firstDay, lastDay];
      const values = [...days, hours === undefined ? null : JSON.stringify(hours)];
      const [row] = await acts.sql('adding a holiday', (transaction) =>
        transaction.rows<HolidayRow & { added: boolean }>(ADD_HOLIDAY, values),
      );
      if (row) return { holiday: toHoliday(row), added: row.added };
      throw new RosterError('NOT_FOUND', `There is no place ${place}. Add a building of it first.`, {
        context: { place },
      });
    },

    async list({ place, since } = {}) {
      const { site, building } = place === undefined ? {} : parsePlace(place);
      if (since !== undefined) checkDay('since', since);
      const values = [site ?? null, building ?? null, since ?? null];
      return (await database.rows<HolidayRow>('listing holidays', LIST_HOLIDAYS, values)).map(toHoliday);
    },

    async remove(holidayId) {
      const [row] = isUuid(holidayId)
        ? await acts.sql('removing a holiday', (transaction) =>
            transaction.rows<HolidayRow>(REMOVE_HOLIDAY, [holidayId]),
          )
        : [];
      if (row) return toHoliday(row);
      throw new RosterError('NOT_FOUND', 'There is no such holiday. List those of the site first.', {
        context: { holidayId },
      });
    },
  };
}
