import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import type { Prisma } from '../generated/client.ts';
import { RosterError } from '../roster-error.ts';
import { invalid } from '../validate.ts';
import { checkDoorSettings, checkTargetFpir } from './door-settings.ts';
import type { Building, Door, DoorSettings, Edge, PlaceRepository, PublicJwk } from './place.ts';
import { isSlug, parseBuilding, parseDoor, parseEdge } from './place-address.ts';
import {
  ENSURE_BUILDING,
  ENSURE_SITE,
  FIND_BUILDING,
  FIND_DOOR,
  FIND_EDGE,
  LIST_BUILDINGS,
  LIST_DOORS,
  LIST_EDGES,
  SET_POOL,
  SET_TARGET_FPIR,
} from './place-queries.ts';

type Nullable<T> = { [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

function missing(what: string, address: string, fix: string): RosterError {
  return new RosterError('NOT_FOUND', `There is no ${what} ${address}. ${fix}.`, { context: { address } });
}

function taken(what: string, address: string, cause: unknown): unknown {
  if (!(cause instanceof RosterError) || cause.code !== 'ALREADY_EXISTS') return cause;
  return new RosterError(
    'ALREADY_EXISTS',
    `There is a ${what} ${address} already. Choose another name or change that one.`,
    { context: { address }, cause },
  );
}

function checkTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    invalid('timeZone', 'must be an IANA name such as Europe/Madrid');
  }
}

function checkJwk(jwk: PublicJwk): void {
  if (typeof jwk !== 'object' || jwk === null || typeof jwk.kty !== 'string') {
    invalid('publicJwk', 'must be a JSON Web Key with a kty');
  }
  if ('d' in jwk) invalid('publicJwk', 'must be the public half: it contains the private key');
}

export function createPlaceRepository(database: Database, { acts }: { acts: AuditActs }): PlaceRepository {
  const findBuilding = async (address: string): Promise<Building | undefined> => {
    const { site, building } = parseBuilding(address);
    const row = await database.row<Nullable<Building>>('finding a building', FIND_BUILDING, [site, building]);
    return row && withoutNulls(row);
  };

  const findEdge = async (address: string): Promise<Edge | undefined> => {
    const { site, building, edge } = parseEdge(address);
    const row = await database.row<Nullable<Edge>>('finding an edge', FIND_EDGE, [site, building, edge]);
    return row && withoutNulls(row);
  };

  const findDoor = async (address: string): Promise<Door | undefined> => {
    const { site, building, edge, door } = parseDoor(address);
    const row = await database.row<Nullable<Door>>('finding a door', FIND_DOOR, [site, building, edge, door]);
    return row && withoutNulls(row);
  };

  const requireBuilding = async (address: string): Promise<Building> => {
    const building = await findBuilding(address);
    if (!building) throw missing('building', address, 'Add it first');
    return building;
  };

  const requireEdge = async (address: string): Promise<Edge> => {
    const edge = await findEdge(address);
    if (!edge) throw missing('edge', address, 'Add it first');
    return edge;
  };

  const requireDoor = async (address: string): Promise<Door> => {
    const door = await findDoor(address);
    if (!door) throw missing('door', address, 'Add it first');
    return door;
  };

  return {
    findBuilding,
    findEdge,
    findDoor,

    async ensureBuilding(address, { timeZone } = {}) {
      const { site, building } = parseBuilding(address);
      if (timeZone !== undefined) checkTimeZone(timeZone);
      await acts.sql('adding a building', async (transaction) => {
        await transaction.rows(ENSURE_SITE, [newId(), site]);
        await transaction.rows(ENSURE_BUILDING, [newId(), site, building, timeZone ?? null]);
      });
      const found = await findBuilding(address);
      if (!found) throw missing('building', address, 'It was removed while it was added');
      return found;
    },

    async setTargetFpir(address, targetFpir) {
      if (targetFpir !== null) checkTargetFpir(targetFpir);
      const building = await requireBuilding(address);
      await acts.sql('setting the target of a building', (transaction) =>
        transaction.rows(SET_TARGET_FPIR, [building.id, targetFpir]),
      );
      return requireBuilding(address);
    },

    async setPool(address, pool) {
      if (!isSlug(pool)) invalid('pool', 'must be 1 to 63 of a-z, 0-9 and inner hyphens');
      const building = await requireBuilding(address);
      await acts.sql('moving a building to a pool', (transaction) =>
        transaction.rows(SET_POOL, [building.id, pool]),
      );
      return requireBuilding(address);
    },

    async listBuildings() {
      const rows = await database.rows<Nullable<Building>>('listing buildings', LIST_BUILDINGS);
      return rows.map((row) => withoutNulls(row));
    },

    async addEdge(address, { publicJwk } = {}) {
      const path = parseEdge(address);
      if (publicJwk) checkJwk(publicJwk);
      const building = await requireBuilding(`${path.site}/${path.building}`);
      const data = {
        id: newId(),
        buildingId: building.id,
        slug: path.edge,
        ...(publicJwk ? { publicJwk: publicJwk as Prisma.InputJsonObject } : {}),
      };
      await acts
        .prisma('adding an edge', (prisma) => prisma.edge.create({ data }))
        .catch((error) => {
          throw taken('edge', address, error);
        });
      return requireEdge(address);
    },

    async setEdgeKey(address, publicJwk) {
      checkJwk(publicJwk);
      const { id } = await requireEdge(address);
      const data = { publicJwk: publicJwk as Prisma.InputJsonObject, revokedAt: null };
      await acts.prisma('setting the key of an edge', (prisma) =>
        prisma.edge.update({ where: { id }, data }),
      );
      return requireEdge(address);
    },

    async revokeEdgeKey(address) {
      const { id } = await requireEdge(address);
      await acts.prisma('revoking the key of an edge', (prisma) =>
        prisma.edge.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: new Date() } }),
      );
      return requireEdge(address);
    },

    async listEdges(buildingAddress) {
      const path = buildingAddress === undefined ? undefined : parseBuilding(buildingAddress);
      const values = [path?.site ?? null, path?.building ?? null];
      const rows = await database.rows<Nullable<Edge>>('listing edges', LIST_EDGES, values);
      return rows.map((row) => withoutNulls(row));
    },

    async addDoor(address: string, settings: DoorSettings = {}) {
      const path = parseDoor(address);
      checkDoorSettings(settings);
      const edge = await requireEdge(`${path.site}/${path.building}/${path.edge}`);
      const data = { ...given(settings), id: newId(), edgeId: edge.id, slug: path.door };
      await acts
        .prisma('adding a door', (prisma) => prisma.door.create({ data }))
        .catch((error) => {
          throw taken('door', address, error);
        });
      return requireDoor(address);
    },

    async updateDoor(address, settings) {
      checkDoorSettings(settings);
      const { id } = await requireDoor(address);
      const data = given(settings);
      await acts.prisma('changing a door', (prisma) => prisma.door.update({ where: { id }, data }));
      return requireDoor(address);
    },

    async listDoors(under) {
      const { site, building, edge } = parseUnder(under);
      const values = [site ?? null, building ?? null, edge ?? null];
      const rows = await database.rows<Nullable<Door>>('listing doors', LIST_DOORS, values);
      return rows.map((row) => withoutNulls(row));
    },
  };
}

/** Prisma takes an undefined for "not given", which our compiler options forbid to say: leave it out. */
function given(settings: DoorSettings): { [K in keyof DoorSettings]: Exclude<DoorSettings[K], undefined> } {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as {
    [K in keyof DoorSettings]: Exclude<DoorSettings[K], undefined>;
  };
}

function parseUnder(under: string | undefined): { site?: string; building?: string; edge?: string } {
  if (under === undefined) return {};
  return under.split('/').length === 3 ? parseEdge(under) : parseBuilding(under);
}
