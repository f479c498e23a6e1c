import type { Machine } from '@portero/benchmark';

/** One line of a benchmark: what was measured, how it stands to the baseline, and figures with their unit in the name. */
export type BenchRow = { readonly name: string; readonly ratio?: number } & Readonly<Record<string, unknown>>;

/** What a benchmark prints with `--json`. */
export interface BenchReport {
  readonly benchmark: string;
  readonly machine: Machine;
  /** The row whose ratio is 1. */
  readonly baseline: string;
  readonly results: readonly BenchRow[];
  /** What could not be measured here. */
  readonly skipped?: readonly { readonly name: string; readonly why: string }[];
}

/** @throws {Error} saying what of it is wrong */
export function parseBenchReport(text: string): BenchReport {
  const report = JSON.parse(text) as Partial<BenchReport>;
  const { benchmark, baseline, machine, results } = report;
  if (typeof benchmark !== 'string' || !machine || !Array.isArray(results)) {
    throw new Error('A report has benchmark, machine, baseline and results.');
  }
  if (!results.some((row) => (row as BenchRow).name === baseline)) {
    throw new Error(`The report of ${benchmark} names the baseline ${baseline}, which is none of its rows.`);
  }
  return report as BenchReport;
}
