import { generatePrivateKey, publicKeyOf } from '@portero/identities';
import { createMetricsRegistry, silentLogger } from '@portero/runtime';
import { ManualClock, recordingLogger, temporaryFolder } from '@portero/testkit';
import { expect, test } from 'vitest';
import { ExpiryWatch } from './expiry-watch.ts';
import { InstallationAuthority } from './installation-authority.ts';

const DAY_MS = 86_400_000;

test('warns once a day from thirty days before the end, and shows the end as a metric', async () => {
  const clock = new ManualClock();
  const authority = await InstallationAuthority.open(
    { dataDir: temporaryFolder() },
    { clock, logger: silentLogger() },
  );
  const edge = { site: 'hq', building: 'main', edge: 'lobby' };
  await authority.issueEdge(edge, publicKeyOf(await generatePrivateKey()));
  const registry = createMetricsRegistry('test');
  const { logger, records } = recordingLogger();
  const watch = new ExpiryWatch(authority, { clock, logger, registry });
  await watch.look();
  const ends = Math.floor((clock.now() + 365 * DAY_MS) / 1000);
  expect(await registry.metrics()).toMatch(
    new RegExp(`portero_certificate_expiry_timestamp_seconds\\{name="hq/main/lobby"[^}]*\\} ${ends}`),
  );
  expect(records).toEqual([]);
  clock.advance(336 * DAY_MS);
  await watch.look();
  await watch.look();
  expect(records).toMatchObject([{ level: 40, device: 'hq/main/lobby', daysLeft: 29 }]);
  clock.advance(DAY_MS);
  await watch.look();
  expect(records).toHaveLength(2);
});
