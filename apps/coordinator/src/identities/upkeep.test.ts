import { silentLogger } from '@portero/runtime';
import { recordingLogger, waitUntil } from '@portero/testkit';
import { expect, test } from 'vitest';
import { startUpkeep } from './upkeep.ts';

const NEVER_MS = 3_600_000;

test('runs once more for what was asked for during a run, and never two at once', async () => {
  let running = 0;
  let most = 0;
  const finish: (() => void)[] = [];
  const upkeep = startUpkeep(
    async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => finish.push(resolve));
      running--;
    },
    { intervalMs: NEVER_MS, logger: silentLogger() },
  );
  upkeep.soon();
  upkeep.soon();
  upkeep.soon();
  finish[0]?.();
  await waitUntil(() => finish.length === 2);
  finish[1]?.();
  await upkeep.stop();
  upkeep.soon();
  expect([most, finish.length]).toEqual([1, 2]);
});

test('goes on after a run that failed', async () => {
  const { logger, records } = recordingLogger();
  let runs = 0;
  const task = async () => {
    runs++;
    throw new Error('the disk is full');
  };
  const upkeep = startUpkeep(task, { intervalMs: 5, logger });
  await waitUntil(() => runs > 2);
  await upkeep.stop();
  expect(records[0]).toMatchObject({ level: 50, reason: 'the disk is full' });
});
