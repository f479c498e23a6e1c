import { temporaryFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import type { BenchCoordinatorResult } from '../src/commands/bench-coordinator.ts';
import { json, portero } from './run-portero.ts';

describe('portero bench coordinator', () => {
  it('has every request answered once, by the row that its door was told', async () => {
    const size = [
      '--doors',
      '6',
      '--templates',
      '40',
      '--seconds',
      '2',
      '--warm-up',
      '1',
      '--generators',
      '2',
    ];
    const ran = await portero(['bench', 'coordinator', ...size, '--json']);
    const result = json<BenchCoordinatorResult>(ran);
    expect(ran.code).toBe(0);
    expect(result).toMatchObject({ doors: 6, templates: 40, lost: 0, duplicates: 0, unbelieved: 0 });
    expect(result.decisionsPerSecond).toBeGreaterThan(1);
    expect(result.cpuMsPerDecision).toBeGreaterThan(0);
    expect(result.p99Ms).toBeGreaterThanOrEqual(result.p50Ms);
    expect(result.reasons.granted).toBeGreaterThan(result.reasons.unknown_face ?? 0);
    expect(result.rows).toEqual({
      ...{ expected: result.answered, found: result.answered, acknowledged: result.answered },
      ...{ missing: 0, different: 0 },
    });
  }, 60_000);

  it('loads an installation that runs only with its data folder, and says what is missing', async () => {
    const broker = ['bench', 'coordinator', '--broker', 'mqtt://127.0.0.1:1', '--json'];
    const alone = await portero(broker);
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain('--broker without --metrics');
    const elsewhere = ['--metrics', 'http://127.0.0.1:1', '--data', temporaryFolder()];
    const strange = await portero([...broker, ...elsewhere]);
    expect(strange.code).toBe(3);
    expect(strange.stderr).toContain('is not the data folder of an installation');
  });
});
