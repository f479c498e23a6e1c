import { createTestDatabase } from '@portero/roster/testing';
import { silentLogger } from '@portero/runtime';
import { expect, it, onTestFinished } from 'vitest';
import { Database } from '../src/database/database.ts';

it('has Postgres plan once what is asked at every decision, and leaves it the choice for the rest', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  onTestFinished(drop);
  const database = new Database({ databaseUrl, poolSize: 2 }, { logger: silentLogger() });
  onTestFinished(() => database.stop());
  const mode = (name: string, isPlannedOnce?: boolean) =>
    database.row('asking', {
      name,
      text: "SELECT current_setting('plan_cache_mode') AS mode",
      ...(isPlannedOnce && { isPlannedOnce }),
    });
  // Four at once: each connection, not only the first.
  const once = await Promise.all([1, 2, 3, 4].map(() => mode('once', true)));
  expect(once).toEqual(Array(4).fill({ mode: 'force_generic_plan' }));
  expect(await mode('each time')).toEqual({ mode: 'auto' });
});
