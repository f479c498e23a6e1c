import { CommanderError } from 'commander';
import { CliError, exitCodeOf } from './cli-error.ts';
import type { CliIo } from './context/run-command.ts';
import { ExitCode } from './exit-codes.ts';
import { errorDocument, errorText } from './output/errors.ts';
import { styleFor } from './output/style.ts';
import { createProgram } from './program.ts';

/** What commander refuses is a usage error like any other; help and version are no errors at all. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') {
    return new CliError('USAGE', { what: 'which command', fix: 'Name one of those that --help lists.' });
  }
  return new CliError(
    'USAGE',
    {
      what: error.message.replace(/^error: /, '').replace(/\.$/, ''),
      fix: 'Add --help to see what the command takes.',
    },
    { cause: error },
  );
}

/** Runs one command line. Errors are printed here, once. @returns the exit code */
export async function runCli(args: readonly string[], io: CliIo): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  let help = '';
  try {
    const program = createProgram(io, {
      onExitCode: (code) => {
        exitCode = code;
      },
      onIncomplete: (text) => {
        help = text;
      },
    });
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const error = refusalOf(thrown);
    if (error === undefined) return ExitCode.ok;
    if (help !== '' && !args.includes('--json')) io.stderr.write(`${help}\n`);
    const style = styleFor(io.stderr, { color: !args.includes('--no-color'), env: io.env });
    const verbose = args.includes('debug') || args.includes('trace');
    io.stderr.write(
      `${args.includes('--json') ? JSON.stringify(errorDocument(error)) : errorText(error, style, verbose)}\n`,
    );
    return exitCodeOf(error);
  }
}

/** The process: signals, the pipe that may close under us, the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(ExitCode.interrupted));
      interrupt.abort();
    });
  }
  // A reader such as `head` closes the pipe when it has seen enough; that is an end, not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    interrupt.abort();
  });
  process.exitCode = await runCli(args, {
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: interrupt.signal,
  });
}
