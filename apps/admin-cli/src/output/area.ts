import type { Area, AreaDoor } from '@portero/roster';
import type { ListedArea } from '../commands/area-list.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

/** `timed (30 min)` */
function antipassbackWords({ antipassback, antipassbackMinutes }: Area): string {
  return antipassbackMinutes === undefined ? antipassback : `${antipassback} (${antipassbackMinutes} min)`;
}

export function areaLine(area: Area): string {
  const { address, maxPersons, secondPersonSeconds } = area;
  return [
    `${address}: anti-passback ${antipassbackWords(area)}`,
    maxPersons === undefined ? 'any number inside' : `at most ${maxPersons} inside`,
    ...(secondPersonSeconds === undefined ? [] : [`a second person within ${secondPersonSeconds} s`]),
  ].join(', ');
}

export function areasTable(areas: readonly ListedArea[], style: Style): string {
  if (areas.length === 0) return 'no areas yet; add one with: portero area add hq/main/lab';
  const rows = areas.map((area) => {
    const isFull = area.maxPersons !== undefined && area.inside >= area.maxPersons;
    return [
      area.address,
      isFull ? style.yellow(String(area.inside)) : area.inside,
      area.maxPersons,
      antipassbackWords(area),
      area.secondPersonSeconds === undefined ? undefined : `${area.secondPersonSeconds} s`,
      `${area.forgetAfterHours} h`,
    ];
  });
  return table(['AREA', 'INSIDE', 'AT MOST', 'ANTI-PASSBACK', 'SECOND PERSON', 'FORGETS AFTER'], rows, style);
}

export function areaDoorsTable(area: string, doors: readonly AreaDoor[], style: Style): string {
  if (doors.length === 0)
    return `no doors yet; say so with: portero area doors ${area} --entry DOOR --exit DOOR`;
  return table(
    ['DOOR', 'LEADS'],
    doors.map(({ door, direction }) => [door, direction === 'entry' ? 'in' : 'out']),
    style,
  );
}
