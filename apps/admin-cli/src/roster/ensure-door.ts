import type { Door, DoorSettings, Roster } from '@portero/roster';

/**
 * Makes sure that a door exists, with its building and its edge. Of a door that is there only the settings that
 * are given change.
 *
 * @throws {RosterError} INVALID_PLACE, INVALID_INPUT
 */
export async function ensureDoor(
  roster: Roster,
  address: string,
  settings: DoorSettings = {},
): Promise<{ door: Door; created: boolean }> {
  const existing = await roster.places.findDoor(address);
  if (existing) return { door: await roster.places.updateDoor(address, settings), created: false };
  const parts = address.split('/');
  const edge = parts.slice(0, 3).join('/');
  await roster.places.ensureBuilding(parts.slice(0, 2).join('/'));
  if (!(await roster.places.findEdge(edge))) await roster.places.addEdge(edge);
  return { door: await roster.places.addDoor(address, settings), created: true };
}

/** `hq/main/lobby/front` → `hq/main/lobby` */
export function edgeOf(door: string): string {
  return door.slice(0, door.lastIndexOf('/'));
}
