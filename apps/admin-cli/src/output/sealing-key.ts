import type { SealingKeyState } from '../site/sealing-key-state.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function sealingKeyTable(keys: readonly SealingKeyState[], style: Style): string {
  const rows = keys.map(({ kid, use, activeFrom, opensUntil }) => [
    kid,
    use === 'current' ? style.bold(use) : use,
    activeFrom,
    opensUntil,
  ]);
  return table(['KEY', 'USE', 'IN USE FROM', 'OPENS UNTIL'], rows, style);
}
