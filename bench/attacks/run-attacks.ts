import { errorMessage } from '@portero/runtime';
import type { Attack, Control, Family } from './attack.ts';
import type { Scene } from './scene/scene.ts';

export interface TriedAttack extends Pick<Attack, 'id' | 'adversary' | 'tried' | 'refusedBy'> {
  family: string;
  how: string;
  refused: boolean;
  tookMs: number;
}

export interface TriedControl extends Pick<Control, 'id' | 'what'> {
  family: string;
  held: boolean;
  how: string;
}

export interface AttackReport {
  tried: number;
  refused: number;
  attacks: TriedAttack[];
  controls: TriedControl[];
}

/** Controls come before the attacks of their family and again after them: the product has to work at both ends. */
export async function runAttacks(scene: Scene, families: readonly Family[]): Promise<AttackReport> {
  const attacks: TriedAttack[] = [];
  const controls: TriedControl[] = [];
  for (const family of families) {
    const before = await holding(scene, family, 'before');
    for (const attack of family.attacks) attacks.push(await tryAttack(scene, family, attack));
    controls.push(...before, ...(await holding(scene, family, 'after')));
  }
  return {
    tried: attacks.length,
    refused: attacks.filter(({ refused }) => refused).length,
    attacks,
    controls,
  };
}

/** Everything was refused, and what is allowed went on. */
export function isSafe({ tried, refused, controls }: AttackReport): boolean {
  return tried > 0 && tried === refused && controls.every(({ held }) => held);
}

async function tryAttack(scene: Scene, { name: family }: Family, attack: Attack): Promise<TriedAttack> {
  const { id, adversary, tried, refusedBy, expected } = attack;
  const startedMs = performance.now();
  const outcome = await attack.attempt(scene).catch((error: unknown) => ({
    achieved: true,
    how: `the attempt itself failed: ${errorMessage(error)}`,
  }));
  const { how } = outcome;
  const refused = !outcome.achieved && expected.test(how);
  const tookMs = Math.round(performance.now() - startedMs);
  return { family, id, adversary, tried, refusedBy, how, refused, tookMs };
}

async function holding(
  scene: Scene,
  { name: family, controls }: Family,
  when: string,
): Promise<TriedControl[]> {
  const tried: TriedControl[] = [];
  for (const { id, what, holds } of controls) {
    const outcome = await holds(scene).then(
      (held) => ({ held, how: held ? 'it works' : 'it does not work' }),
      (error: unknown) => ({ held: false, how: errorMessage(error) }),
    );
    tried.push({ family, id: `${id}-${when}`, what, ...outcome });
  }
  return tried;
}
