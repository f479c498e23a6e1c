import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { EvaluationReportData } from './evaluation-report-data.ts';
import { renderEvaluationReport } from './render-evaluation-report.ts';

/**
 * Writes `index.html` into the folder, which is made when it is missing. It shows faces: nobody but its owner may read it.
 *
 * @returns the path of the page
 * @throws {CliError} UNAVAILABLE when it cannot be written
 */
export async function writeEvaluationReport(dir: string, data: EvaluationReportData): Promise<string> {
  const path = join(dir, 'index.html');
  const page = renderEvaluationReport(data);
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(path, page, { mode: 0o600 });
    return path;
  } catch (cause) {
    throw new CliError(
      'UNAVAILABLE',
      {
        what: `the report cannot be written to ${dir}`,
        cause: (cause as NodeJS.ErrnoException).code ?? 'unknown',
        fix: 'Give a folder that you may write to with --report.',
      },
      { cause, context: { dir } },
    );
  }
}
