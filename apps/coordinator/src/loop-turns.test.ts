import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LoopTurns } from './loop-turns.ts';

describe('LoopTurns', () => {
  it('begins so much in a turn and no more, in order', async () => {
    const turns = new LoopTurns({ perTurn: 2 });
    const begun: number[] = [];
    const all = [0, 1, 2, 3, 4].map(async (number) => {
      await turns.begin();
      begun.push(number);
    });
    await Promise.resolve();
    expect(begun).toEqual([0, 1]);
    await nextTurn();
    expect(begun.length).toBeLessThanOrEqual(4);
    await Promise.all(all);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('begins at once again when there was nothing to do', async () => {
    const turns = new LoopTurns({ perTurn: 1 });
    for (let round = 0; round < 3; round++) {
      await Promise.all([turns.begin(), turns.begin()]);
      await nextTurn();
    }
    let begun = false;
    void turns.begin().then(() => {
      begun = true;
    });
    await Promise.resolve();
    expect(begun).toBe(true);
  });
});
