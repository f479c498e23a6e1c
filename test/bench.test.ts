import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type BenchReport, parseBenchReport } from '../bench/all/bench-report.ts';
import { renderResults } from '../bench/all/render-results.ts';

const machine = {
  ...{ processor: 'a processor', cores: 2, effectiveCores: 1.04, memoryGiB: 24 },
  ...{ platform: 'linux x64', node: 'v20.0.0' },
};
const report: BenchReport = {
  ...{ benchmark: 'gallery', machine, baseline: 'exact' },
  results: [
    { name: 'exact', ratio: 1, p50Ms: 12.3456, templates: 100_000 },
    { name: 'index', ratio: 0.04321, p50Ms: 0.53, backend: 'hnsw' },
  ],
  skipped: [{ name: 'usearch', why: 'not installed' }],
};

describe('the results of the benchmarks', () => {
  it('stand in one table each, with the machine, the baseline and what is missing', () => {
    const text = renderResults({
      reports: [report],
      failed: [{ name: 'encoder', why: 'it ended with 1' }],
      at: new Date('2026-01-02T03:04:05Z'),
    });
    expect(text).toContain('- 2026-01-02\n- a processor, 2 cores worth 1.0, 24 GiB, linux x64, Node v20.0.0');
    expect(text).toContain('Baseline: exact.');
    expect(text).toContain('|  | ratio | p50Ms | templates | backend |');
    expect(text).toContain('| index | 0.0432 | 0.53 |  | hnsw |');
    expect(text).toContain('not measured: usearch (not installed)');
    expect(text).toContain('Did not run: it ended with 1');
  });

  it('are refused from a program that names no row as its baseline', () => {
    expect(() => parseBenchReport(JSON.stringify({ ...report, baseline: 'flat' }))).toThrow(/flat/);
    expect(() => parseBenchReport('{}')).toThrow(/machine/);
  });

  it('are kept in the repository as the program wrote them', () => {
    const text = readFileSync(join(resolve(import.meta.dirname, '..'), 'bench/RESULTS.md'), 'utf8');
    expect(text).toMatch(/^# Results of `npm run bench`\n/);
    expect(text).not.toContain('Did not run');
    for (const name of ['encoder', 'gallery', 'coordinator', 'end-to-end', 'start-up']) {
      expect(text).toMatch(new RegExp(`^## ${name}$`, 'm'));
    }
  });
});
