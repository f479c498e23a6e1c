import { type Command, InvalidArgumentError } from 'commander';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';

/** Runs a command with its parsed options, prints what it returns and notes its exit code. */
export type Run = <Options, Result, Event>(
  spec: CommandSpec<Options, Result, Event>,
  options: Options & GlobalOptions,
) => Promise<void>;

/** Adds one command, or a group of them, to the command line. */
export type Register = (program: Command, run: Run) => void;

/** The text below a command's options. */
export function examples(lines: readonly string[], notes?: string): string {
  const shown = lines.map((line) => `  $ ${line}`).join('\n');
  return `\nExamples:\n${shown}${notes ? `\n\n${notes}` : ''}`;
}

/** The group of that name, made by whichever of its commands is registered first. */
export function group(program: Command, name: string, description: string): Command {
  return (
    program.commands.find((command) => command.name() === name) ??
    program.command(name).description(description)
  );
}

export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** A moment as ISO 8601; a date alone is midnight in UTC. */
export function moment(text: string): Date {
  const value = new Date(text);
  if (Number.isNaN(value.getTime())) {
    throw new InvalidArgumentError('It must be a date or time such as 2027-01-31 or 2027-01-31T08:00:00Z.');
  }
  return value;
}

/** For an option that may be given more than once. */
export function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

/** As `collect`, for what is not a text. */
export function collectParsed<T>(parse: (text: string) => T): (text: string, previous?: readonly T[]) => T[] {
  return (text, previous = []) => [...previous, parse(text)];
}

/** The options of a command together with the global ones. */
export function given<Options extends object>(command: Command): Options & GlobalOptions {
  return command.optsWithGlobals<Options & GlobalOptions>();
}
