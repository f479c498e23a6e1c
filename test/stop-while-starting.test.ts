import { join, resolve } from 'node:path';
import { temporaryFolder, waitUntil } from '@portero/testkit';
import { expect, it } from 'vitest';
import { Child } from './support/child.ts';

const PROGRAM = join(resolve(import.meta.dirname, '..'), 'apps/coordinator/bin/portero-coordinator.js');

it.each(['connected to the broker', 'coordinator starting', 'coordinator ready'])(
  'a coordinator that is told to stop at "%s" ends by itself',
  async (moment) => {
    const coordinator = new Child(PROGRAM, [], {
      ...{ PORTERO_DATA_DIR: temporaryFolder(), PORTERO_BROKER_PORT: '0', DATABASE_URL: '', MQTT_URL: '' },
    });
    await waitUntil(() => coordinator.output.includes(`"msg":"${moment}"`), {
      ...{ timeoutMs: 60_000, intervalMs: 1, what: moment },
    });
    await coordinator.stop();
    expect(coordinator.output).toContain('"msg":"stopping"');
    expect(coordinator.output).toContain('"msg":"embedded postgres stopped"');
  },
  60_000,
);
