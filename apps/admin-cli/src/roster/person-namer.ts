import type { Roster } from '@portero/roster';

/**
 * Looks up display names once each.
 *
 * @returns the name of the person, or undefined for nobody, for one who has been erased, and while the database is away
 */
export function personNamer(roster: Roster): (personId: string | undefined) => Promise<string | undefined> {
  const names = new Map<string, string>();
  return async (personId) => {
    if (personId === undefined) return undefined;
    const known = names.get(personId);
    if (known !== undefined) return known;
    const found = await roster.persons.findById(personId).catch(() => undefined);
    if (found) names.set(personId, found.displayName);
    return found?.displayName;
  };
}
