import type { KeyStatus } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { keyStatusLines } from '../output/keys.ts';
import { examples, given, group, type Register } from './register.ts';

export const KEYS_GROUP = ['keys', 'the master key that templates and cards are locked with'] as const;

export const keysStatus: CommandSpec<object, KeyStatus> = {
  async handle(_options, context) {
    return (await context.roster()).keys.status();
  },
  render: keyStatusLines,
};

export const registerKeysStatus: Register = (program, run) => {
  group(program, ...KEYS_GROUP)
    .command('status')
    .description('Show the master keys: since when, how much each still opens, and whether it is here.')
    .addHelpText('after', examples(['portero keys status', 'portero keys status --json']))
    .action((_options, command) => run(keysStatus, given<object>(command)));
};
