import type { SealingKeySet } from '@portero/coordinator';

/** A sealing key without its private half. */
export interface SealingKeyState {
  kid: string;
  /** `next`: opens, and edges are told of it later. `old`: opens until its time is over. */
  use: 'closed' | 'current' | 'next' | 'old';
  /** ISO 8601; absent for the first key of an installation. */
  activeFrom?: string;
  opensUntil?: string;
}

/** The newest first. */
export function describeSealingKeys(set: SealingKeySet, nowMs: number): SealingKeyState[] {
  const current = set.find(({ activeFrom }) => activeFrom <= nowMs) ?? set.at(-1);
  return set.map((held) => ({
    kid: held.key.kid,
    use: useOf(held, held === current, nowMs),
    ...(held.activeFrom > 0 && { activeFrom: new Date(held.activeFrom).toISOString() }),
    ...(held.opensUntil !== undefined && { opensUntil: new Date(held.opensUntil).toISOString() }),
  }));
}

function useOf(
  { activeFrom, opensUntil }: SealingKeySet[number],
  isCurrent: boolean,
  nowMs: number,
): SealingKeyState['use'] {
  if (isCurrent) return 'current';
  if (opensUntil !== undefined && opensUntil <= nowMs) return 'closed';
  return activeFrom > nowMs ? 'next' : 'old';
}
