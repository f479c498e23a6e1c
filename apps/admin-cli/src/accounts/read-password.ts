import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CliError } from '../cli-error.ts';

/** What it reads from and writes to; tests give their own. */
export interface PasswordIo {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
  /** Ends the asking. */
  readonly signal: AbortSignal;
}

/**
 * A new password: asked for twice on a terminal, where it is not shown; else the first line of standard input. Never an
 * argument, which every user of the machine could read.
 *
 * @throws {CliError} USAGE when there is none, or the two are not the same
 */
export async function readPassword({ stdin, stderr, signal }: PasswordIo): Promise<string> {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const isTerminal = stdin.isTTY === true;
  const lines = createInterface({ input: stdin, output: hidden, terminal: isTerminal });
  try {
    if (!isTerminal) return orUsage((await lines[Symbol.asyncIterator]().next()).value);
    const ask = async (prompt: string) => {
      stderr.write(prompt);
      const line = await lines.question('', { signal });
      stderr.write('\n');
      return line;
    };
    const first = orUsage(await ask('New password: '));
    if ((await ask('The same again: ')) === first) return first;
    throw new CliError('USAGE', {
      what: 'the two passwords are not the same',
      fix: 'Run the command again; nothing was changed.',
    });
  } finally {
    lines.close();
  }
}

function orUsage(line: string | undefined): string {
  if (line) return line;
  throw new CliError('USAGE', {
    what: 'there is no password',
    fix: 'Type one, or give it as the first line of standard input.',
  });
}
