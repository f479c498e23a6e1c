import { text } from 'node:stream/consumers';
import { CliError } from '../cli-error.ts';

/**
 * What the card reader reads; `-` takes it from standard input, without the line end.
 *
 * @throws {CliError} USAGE when there is none
 */
export async function readToken(token: string): Promise<string> {
  const read = token === '-' ? (await text(process.stdin)).replace(/\r?\n$/, '') : token;
  if (read !== '') return read;
  throw new CliError('USAGE', {
    what: 'the card token is empty',
    fix: 'Give the token, or - and the token on standard input.',
  });
}
