import { RosterError } from '../roster-error.ts';

/** A DNS label in lower case: 1 to 63 letters, digits and inner hyphens. */
const SLUG = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

export interface BuildingPath {
  readonly site: string;
  readonly building: string;
}

export interface EdgePath extends BuildingPath {
  readonly edge: string;
}

export interface AreaPath extends BuildingPath {
  readonly area: string;
}

export interface DoorPath extends EdgePath {
  readonly door: string;
}

export type GrantPlace = BuildingPath | DoorPath;

function slugsOf(address: string, shape: string, counts: readonly number[]): string[] {
  const slugs = typeof address === 'string' ? address.split('/') : [];
  if (!counts.includes(slugs.length) || !slugs.every((slug) => SLUG.test(slug))) {
    throw new RosterError(
      'INVALID_PLACE',
      `"${String(address).slice(0, 260)}" is not a place: write ${shape}, each part 1 to 63 of a-z, 0-9 and inner hyphens.`,
      { context: { address } },
    );
  }
  return slugs;
}

export function isSlug(text: string): boolean {
  return SLUG.test(text);
}

/** @throws {RosterError} INVALID_PLACE */
export function parseSite(slug: string): string {
  return slugsOf(slug, 'a site such as hq', [1])[0]!;
}

/** @throws {RosterError} INVALID_PLACE */
export function parseBuilding(address: string): BuildingPath {
  const [site, building] = slugsOf(address, 'site/building such as hq/main', [2]);
  return { site: site!, building: building! };
}

/** @throws {RosterError} INVALID_PLACE */
export function parseEdge(address: string): EdgePath {
  const [site, building, edge] = slugsOf(address, 'site/building/edge such as hq/main/lobby', [3]);
  return { site: site!, building: building!, edge: edge! };
}

/** @throws {RosterError} INVALID_PLACE */
export function parseArea(address: string): AreaPath {
  const [site, building, area] = slugsOf(address, 'site/building/area such as hq/main/lab', [3]);
  return { site: site!, building: building!, area: area! };
}

/** @throws {RosterError} INVALID_PLACE */
export function parseDoor(address: string): DoorPath {
  const [site, building, edge, door] = slugsOf(
    address,
    'site/building/edge/door such as hq/main/lobby/front',
    [4],
  );
  return { site: site!, building: building!, edge: edge!, door: door! };
}

/**
 * A grant opens a whole building (two parts) or one door (four).
 * @throws {RosterError} INVALID_PLACE
 */
export function parseGrantPlace(address: string): GrantPlace {
  const shape = 'site/building for a whole building or site/building/edge/door for one door';
  return slugsOf(address, shape, [2, 4]).length === 2 ? parseBuilding(address) : parseDoor(address);
}

/**
 * What a lockdown holds for: a site, a building or one door.
 * @throws {RosterError} INVALID_PLACE
 */
export function parseScope(address: string): {
  site: string;
  building?: string;
  edge?: string;
  door?: string;
} {
  const shape = 'a site such as hq, site/building, or site/building/edge/door';
  const count = slugsOf(address, shape, [1, 2, 4]).length;
  if (count === 1) return { site: parseSite(address) };
  return count === 2 ? parseBuilding(address) : parseDoor(address);
}
