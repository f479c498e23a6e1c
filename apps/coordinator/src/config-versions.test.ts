import { ManualClock, temporaryFolder } from '@portero/testkit';
import { expect, it } from 'vitest';
import { ConfigVersions } from './config-versions.ts';

it('counts up with the clock, and also when the clock steps back or another process counted', async () => {
  const dataDir = temporaryFolder();
  const clock = new ManualClock(1_000_000);
  const versions = new ConfigVersions({ dataDir }, { clock });
  expect(await versions.latest()).toBe(1);
  const first = await versions.next();
  expect(first).toBe(clock.now());
  const behind = new ConfigVersions({ dataDir }, { clock: new ManualClock(5) });
  const second = await behind.next();
  expect(second).toBe(first + 1);
  clock.advance(1);
  expect(await versions.next()).toBe(second + 1);
  expect(await behind.latest()).toBe(second + 1);
});
