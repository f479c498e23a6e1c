import type { Door, Person, Roster } from '@portero/roster';
import { CliError } from '../cli-error.ts';

/** @throws {CliError} NOT_FOUND; {RosterError} AMBIGUOUS when several people answer to it */
export async function requirePerson(roster: Roster, key: string, site?: string): Promise<Person> {
  const person = await roster.persons.find(key, site);
  if (person) return person;
  throw new CliError('NOT_FOUND', {
    what: `there is no person "${key}"${site ? ` at ${site}` : ''}`,
    fix: 'Give an id, an external id or the exact name; portero person list shows them.',
  });
}

/** @throws {CliError} NOT_FOUND; {RosterError} INVALID_PLACE */
export async function requireDoor(roster: Roster, address: string): Promise<Door> {
  const door = await roster.places.findDoor(address);
  if (door) return door;
  throw new CliError('NOT_FOUND', {
    what: `there is no door ${address}`,
    fix: `Add it with: portero door add ${address}`,
  });
}

/**
 * The site that was named, or the only one there is.
 *
 * @throws {CliError} NOT_FOUND before the first building exists, USAGE when there are several sites
 */
export async function siteOrOnly(roster: Roster, site?: string): Promise<string> {
  if (site) return site;
  const sites = [...new Set((await roster.places.listBuildings()).map((building) => building.site))];
  if (sites.length === 1) return sites[0]!;
  if (sites.length === 0) {
    throw new CliError('NOT_FOUND', {
      what: 'there is no site yet',
      fix: 'Add a building first: portero building add hq/main',
    });
  }
  throw new CliError('USAGE', {
    what: `there are several sites (${sites.join(', ')})`,
    fix: 'Say which one with --site.',
  });
}
