import { machineText } from '@portero/benchmark';
import type { BenchReport, BenchRow } from './bench-report.ts';

export interface Results {
  readonly reports: readonly BenchReport[];
  /** Benchmarks that ended with an error. */
  readonly failed: readonly { readonly name: string; readonly why: string }[];
  readonly at: Date;
}

/** The file RESULTS.md. */
export function renderResults({ reports, failed, at }: Results): string {
  const [first] = reports;
  const parts = [
    '# Results of `npm run bench`',
    'Written by the program: short runs, for ratios within a table. A ratio is that of the row to the baseline, of the figure that the\nbenchmark is about. Times of other machines do not compare.',
    `- ${at.toISOString().slice(0, 10)}${first ? `\n- ${machineText(first.machine)}` : ''}`,
    ...reports.map(section),
    ...failed.map(({ name, why }) => `## ${name}\n\nDid not run: ${why}`),
  ];
  return `${parts.join('\n\n')}\n`;
}

function section({ benchmark, baseline, results, skipped = [] }: BenchReport): string {
  const columns = [...new Set(results.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== 'name' && results.some((row) => isFigure(row[name])),
  );
  const head = ['', ...columns];
  const lines = [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, index) => (index === 0 ? ' --- ' : ' ---: ')).join('|')}|`,
    ...results.map((row) => `| ${[row.name, ...columns.map((name) => figure(row, name))].join(' | ')} |`),
  ];
  const notes = skipped.map(({ name, why }) => `- not measured: ${name} (${why})`);
  return [`## ${benchmark}`, `Baseline: ${baseline}.`, lines.join('\n'), notes.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function isFigure(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean';
}

/** Three digits that count. */
function figure(row: BenchRow, name: string): string {
  const value = row[name];
  if (typeof value !== 'number') return isFigure(value) ? String(value) : '';
  return Number.isInteger(value) ? String(value) : Number(value.toPrecision(3)).toString();
}
