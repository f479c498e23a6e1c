import type { DoorAdded } from '../commands/door-add.ts';
import { edgeOf } from '../roster/ensure-door.ts';
import { PAD_CONCERNS } from '../roster/pad-concern.ts';
import { padText } from './pad.ts';
import type { Style } from './style.ts';

export function doorAddedLines({ door, created, bundleFile, concern }: DoorAdded, style: Style): string {
  const { address, mode, pulseMs, failMode, active } = door;
  const settings = [mode, `${pulseMs} ms`, `fail ${failMode}`, `pad ${padText(door)}`];
  return [
    `${created ? 'added' : 'changed'} door ${address}: ${settings.join(', ')}${active ? '' : ', disabled'}`,
    bundleFile
      ? `its edge reads ${bundleFile} (secret: copy it over a private channel)`
      : `its edge has keys of its own, or is revoked: it hears of this with portero edge provision ${edgeOf(address)} --token`,
    ...(concern
      ? [style.yellow(`warning: ${PAD_CONCERNS[concern].title}`), `  → ${PAD_CONCERNS[concern].todo}`]
      : []),
  ].join('\n');
}
