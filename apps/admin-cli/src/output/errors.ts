import { AppError, errorMessage } from '@portero/runtime';
import { CliError, exitCodeOf } from '../cli-error.ts';
import type { Style } from './style.ts';

export interface ErrorDocument {
  error: { code: string; message: string; exitCode: number; what?: string; cause?: string; fix?: string };
}

export function errorDocument(error: unknown): ErrorDocument {
  const explanation = error instanceof CliError ? error.explanation : {};
  return {
    error: {
      code: error instanceof AppError ? error.code : 'UNEXPECTED',
      message: errorMessage(error),
      exitCode: exitCodeOf(error),
      ...explanation,
    },
  };
}

/** One line for a person; what nobody expected also brings its stack, for the report. */
export function errorText(error: unknown, style: Style, verbose: boolean): string {
  const lines = [`${style.red('error:')} ${errorMessage(error)}`];
  if (verbose && error instanceof Error && error.stack) lines.push(error.stack);
  return lines.join('\n');
}
