import { once } from 'node:events';
import { CliError } from '../cli-error.ts';
import { ExitCode } from '../exit-codes.ts';
import { progressOn } from '../output/progress.ts';
import { styleFor } from '../output/style.ts';
import { createContext, type Env } from './cli-context.ts';
import type { CommandSpec } from './command-spec.ts';
import type { GlobalOptions } from './global-options.ts';

/** What the process gives the command line; tests give their own. */
export interface CliIo {
  readonly env: Env;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

const INTERRUPTED = {
  what: 'interrupted',
  fix: 'What was finished before is kept; run the command again for the rest.',
};

async function abortOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw new CliError('INTERRUPTED', INTERRUPTED);
}

/**
 * Runs a command, prints what it returns, and closes what it opened.
 *
 * @returns the exit code
 * @throws what the command threw, after everything has been closed
 */
export async function runCommand<Options, Result, Event>(
  spec: CommandSpec<Options, Result, Event>,
  options: Options & GlobalOptions,
  io: CliIo,
): Promise<ExitCode> {
  const style = styleFor(io.stdout, { color: options.color, env: io.env });
  const print = (text: string) => {
    if (text !== '') io.stdout.write(`${text}\n`);
  };
  const { context, close } = createContext({
    env: io.env,
    global: options,
    signal: io.signal,
    startProgress: progressOn(io.stderr),
    note: options.json ? () => {} : print,
    ...(spec.logLevel && { defaultLogLevel: spec.logLevel }),
    ...(spec.databaseWaitMs && { databaseWaitMs: spec.databaseWaitMs }),
  });
  const emit = (event: Event) =>
    print(options.json ? JSON.stringify(event) : (spec.renderEvent?.(event, style) ?? ''));
  try {
    const handled = spec.handle(options, context, emit);
    const result = await (spec.endsOnSignal ? handled : Promise.race([handled, abortOf(io.signal)]));
    if (options.json) print(JSON.stringify(result, undefined, spec.renderEvent ? 0 : 2));
    else print(spec.render(result, style));
    return spec.exitCode?.(result) ?? ExitCode.ok;
  } finally {
    await close();
  }
}
