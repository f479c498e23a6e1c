import type { Building, Door } from '@portero/roster';
import { padConcernOf } from '../roster/pad-concern.ts';
import { padText } from './pad.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function buildingsTable(buildings: readonly Building[], style: Style): string {
  if (buildings.length === 0) return 'no buildings yet; add one with: portero building add hq/main';
  const rows = buildings.map((building) => [
    building.address,
    building.timeZone,
    building.pool,
    building.createdAt.toISOString(),
  ]);
  return table(['BUILDING', 'TIME ZONE', 'POOL', 'SINCE'], rows, style);
}

export function doorsTable(doors: readonly Door[], style: Style): string {
  if (doors.length === 0) return 'no doors yet; add one with: portero door add hq/main/lobby/front';
  const rows = doors.map((door) => [
    door.address,
    door.mode,
    `${door.pulseMs} ms`,
    door.failMode,
    door.thresholdL2,
    door.minQuality,
    door.framesDemanded === undefined ? undefined : `${door.framesAgreeing} of ${door.framesDemanded}`,
    padConcernOf(door) ? style.yellow(padText(door)) : padText(door),
    door.active ? 'active' : style.yellow('disabled'),
  ]);
  return table(
    ['DOOR', 'MODE', 'PULSE', 'WITHOUT POWER', 'THRESHOLD', 'MIN QUALITY', 'FRAMES', 'PAD', 'STATUS'],
    rows,
    style,
  );
}
