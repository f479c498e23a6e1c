import { Command, Option } from 'commander';
import { COMMANDS } from './commands/index.ts';
import type { Env } from './context/cli-context.ts';
import { LOG_LEVELS } from './context/global-options.ts';
import { type CliIo, runCommand } from './context/run-command.ts';
import { EXIT_CODE_HELP, type ExitCode } from './exit-codes.ts';
import { readVersion } from './version.ts';

const OVERVIEW = `
Examples:
  $ portero demo                                  see it work, with nothing set up
  $ portero doctor                                see what works on this machine
  $ portero door add hq/main/lobby/front
  $ portero person add "Ada Lovelace" --site hq
  $ portero person enrol "Ada Lovelace" --photo ada.jpg --grant hq/main
  $ portero identify --photo visitor.jpg
  $ portero up --door hq/main/lobby/front --camera hq/main/lobby/front=dir:./frames

${EXIT_CODE_HELP}`;

/** An option that a variable of the environment may give; an empty variable counts as absent. */
function fromEnv(option: Option, variable: string, env: Env): Option {
  option.description += ` (env: ${variable})`;
  const value = env[variable];
  if (!value) return option;
  return option.default(option.parseArg ? option.parseArg(value, undefined) : value);
}

function globalOptions(env: Env): Option[] {
  return [
    fromEnv(
      new Option('--data <dir>', 'where the database, keys and models are kept').default('./.portero'),
      'PORTERO_DATA_DIR',
      env,
    ),
    new Option('--json', 'results as JSON on standard output, errors as JSON on standard error'),
    fromEnv(
      new Option('--log-level <level>', 'how much is logged to standard error').choices(LOG_LEVELS),
      'PORTERO_LOG_LEVEL',
      env,
    ),
    fromEnv(new Option('--model <id>', 'the encoder model, see portero model list'), 'PORTERO_MODEL', env),
    fromEnv(new Option('--engine <name>', 'what computes, see portero doctor'), 'PORTERO_ENGINE', env),
    new Option('--no-color', 'plain text even on a terminal'),
  ];
}

export interface ProgramListeners {
  /** The exit code of the command that ran. */
  onExitCode(code: ExitCode): void;
  /** Help that is shown because a command was not complete, such as `portero person`. */
  onIncomplete(help: string): void;
}

/** The whole command line. It never ends the process: what commander refuses is thrown. */
export function createProgram(io: CliIo, { onExitCode, onIncomplete }: ProgramListeners): Command {
  const program = new Command('portero')
    .description('Face-recognition door access: people, doors, cards, decisions.')
    .version(readVersion(), '--version')
    .addHelpText('after', OVERVIEW)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: onIncomplete,
      // What commander would write about an error is thrown as well, and printed with all other errors.
      outputError: () => {},
    })
    .exitOverride();
  for (const option of globalOptions(io.env)) program.addOption(option);
  for (const register of COMMANDS) {
    register(program, async (spec, options) => onExitCode(await runCommand(spec, options, io)));
  }
  return program;
}
