import type { ExitCode } from '../exit-codes.ts';
import type { Style } from '../output/style.ts';
import type { CliContext } from './cli-context.ts';

/** Something that happened while a command ran: a line of text for a person, a line of JSON for a program. */
export type Emit<Event> = (event: Event) => void;

/**
 * One command: `handle` computes and returns, the other functions only say how the outcome reads.
 *
 * With `--json` the result is one document; a command that has `renderEvent` is a stream, and its events and
 * its result are one JSON line each.
 */
export interface CommandSpec<Options, Result, Event = never> {
  handle(options: Options, context: CliContext, emit: Emit<Event>): Promise<Result>;
  render(result: Result, style: Style): string;
  renderEvent?(event: Event, style: Style): string;
  /** @defaultValue 0 */
  exitCode?(result: Result): ExitCode;
  /** The command ends by itself when the context's signal is aborted, instead of being cut off. */
  endsOnSignal?: boolean;
  /** @defaultValue 'warn' */
  logLevel?: 'info' | 'warn';
  /** How long a database that does not answer is waited for. @defaultValue 5000 */
  databaseWaitMs?: number;
}
