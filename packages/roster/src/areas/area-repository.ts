import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { INSIDE_AREA } from '../passages/passage-queries.ts';
import { PENDING_MS } from '../passages/passage-state.ts';
import type { PlaceRepository } from '../places/place.ts';
import { parseArea, parseBuilding } from '../places/place-address.ts';
import { RosterError } from '../roster-error.ts';
import { checkOneOf, checkUuid, invalid } from '../validate.ts';
import type { Area, AreaDoor, AreaRepository, Presence } from './area.ts';
import {
  ENSURE_AREA,
  FIND_AREA,
  LIST_AREA_DOORS,
  LIST_AREAS,
  REMOVE_AREA_DOOR,
  RESET_AREA,
  SET_AREA_DOOR,
} from './area-queries.ts';
import { areaColumns } from './area-settings.ts';

type AreaRow = {
  [Name in keyof Area]-?: undefined extends Area[Name] ? Exclude<Area[Name], undefined> | null : Area[Name];
};

function toArea(row: AreaRow): Area {
  return withoutNulls(row);
}

function missing(what: string, address: string): RosterError {
  return new RosterError('NOT_FOUND', `There is no ${what} ${address}. Add it first.`, {
    context: { address },
  });
}

interface AreaDeps {
  acts: Pick<AuditActs, 'sql'>;
  places: Pick<PlaceRepository, 'findBuilding' | 'findDoor'>;
}

export function createAreaRepository(database: Database, { acts, places }: AreaDeps): AreaRepository {
  const find = async (address: string): Promise<Area | undefined> => {
    const { site, building, area } = parseArea(address);
    const row = await database.row<AreaRow>('finding an area', FIND_AREA, [site, building, area]);
    return row && toArea(row);
  };

  const requireArea = async (address: string): Promise<Area> => {
    const area = await find(address);
    if (!area) throw missing('area', address);
    return area;
  };

  const listDoors = (areaId: string): Promise<AreaDoor[]> =>
    database.rows<{ door: string; direction: AreaDoor['direction'] }>('listing doors', LIST_AREA_DOORS, [
      areaId,
    ]);

  return {
    find,

    async ensure(address, settings = {}) {
      const path = parseArea(address);
      const building = await places.findBuilding(`${path.site}/${path.building}`);
      if (!building) throw missing('building', `${path.site}/${path.building}`);
      const columns = areaColumns(settings, await find(address));
      const values = [
        ...[newId(), building.id, path.area, columns.antipassback, columns.antipassbackMinutes],
        ...[columns.maxPersons, columns.secondPersonSeconds, columns.forgetAfterHours],
      ];
      const [row] = await acts.sql('adding an area', (transaction) =>
        transaction.rows<AreaRow & { created: boolean }>(ENSURE_AREA, values),
      );
      if (!row) throw missing('area', address);
      const { created, ...area } = row;
      return { area: toArea(area), created };
    },

    async list(building) {
      const path = building === undefined ? undefined : parseBuilding(building);
      const values = [path?.site ?? null, path?.building ?? null];
      return (await database.rows<AreaRow>('listing areas', LIST_AREAS, values)).map(toArea);
    },

    async setDoor(address, doorAddress, direction) {
      const area = await requireArea(address);
      const door = await places.findDoor(doorAddress);
      if (!door) throw missing('door', doorAddress);
      if (door.buildingId !== area.buildingId) invalid('door', 'must be of the building of the area');
      if (direction === null) {
        await acts.sql('taking a door from an area', (transaction) =>
          transaction.rows(REMOVE_AREA_DOOR, [area.id, door.id]),
        );
        return listDoors(area.id);
      }
      checkOneOf('direction', direction, ['entry', 'exit']);
      await acts
        .sql('setting a door of an area', (transaction) =>
          transaction.rows(SET_AREA_DOOR, [area.id, door.id, direction]),
        )
        .catch((cause) => {
          if (!(cause instanceof RosterError) || cause.code !== 'ALREADY_EXISTS') throw cause;
          const way = direction === 'entry' ? 'into' : 'out of';
          throw new RosterError(
            'ALREADY_EXISTS',
            `${doorAddress} leads ${way} another area already. Take it from that one first.`,
            { context: { door: doorAddress, direction }, cause },
          );
        });
      return listDoors(area.id);
    },

    doors: async (address) => listDoors((await requireArea(address)).id),

    async inside(address) {
      const { id } = await requireArea(address);
      return database.rows<{ [Name in keyof Presence]: Presence[Name] }>('reading an area', INSIDE_AREA, [
        ...[[id], new Date(), PENDING_MS],
      ]);
    },

    async reset(address, personId) {
      const { id } = await requireArea(address);
      if (personId !== undefined) checkUuid('personId', personId);
      await acts.sql('resetting an area', (transaction) =>
        transaction.rows(RESET_AREA, [newId(), id, personId ?? null]),
      );
    },
  };
}
