import type { KeyStatus, MasterKeyStatus } from '@portero/roster';
import type { KeysRotated } from '../commands/keys-rotate.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function state({ current, retiredAt, personKeys, installationKeys }: MasterKeyStatus): string {
  if (current) return 'in force';
  if (retiredAt) return `retired ${retiredAt.toISOString()}`;
  return personKeys + installationKeys > 0 ? 'being replaced' : 'replaced';
}

export function keyStatusLines({ place, keys, unused }: KeyStatus, style: Style): string {
  const rows = keys.map((key) => [
    key.keyId,
    state(key),
    key.personKeys,
    key.installationKeys,
    `${Math.floor((Date.now() - key.createdAt.getTime()) / DAY_MS)} d`,
    key.available ? 'yes' : style.yellow('no'),
  ]);
  return [
    `looked for in ${place}`,
    table(['MASTER KEY', 'STATE', 'PEOPLE', 'OTHER KEYS', 'AGE', 'HERE'], rows, style),
    ...(unused.length > 0 ? [`not used yet: ${unused.join(', ')}`] : []),
  ].join('\n\n');
}

export function keyRotationLines(
  { keyId, prepared, resumed, rewrapped, unreadable, retired, place }: KeysRotated,
  style: Style,
): string {
  if (prepared) {
    return `prepared ${keyId} in ${place}: copy that to every machine of the installation, then: portero keys rotate`;
  }
  const lines = [
    `${keyId} is in force, ${count(rewrapped, 'key')} wrapped anew${resumed ? ', finishing an earlier rotation' : ''}`,
    `keep a copy apart from the backups of the database: ${place}`,
    ...retired.map((id) => `${id} is retired: only backups of before need it; portero keys discard ${id}`),
  ];
  if (unreadable.length > 0) {
    lines.push(
      style.yellow(
        `damaged, and left as it is: the key of ${unreadable.join(', ')}; remove and enrol them again`,
      ),
    );
  }
  return lines.join('\n');
}
