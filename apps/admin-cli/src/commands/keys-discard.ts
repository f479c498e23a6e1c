import type { CommandSpec } from '../context/command-spec.ts';
import { KEYS_GROUP } from './keys-status.ts';
import { examples, given, group, type Register } from './register.ts';

export interface KeysDiscardOptions {
  key: string;
}

export interface KeyDiscarded {
  keyId: string;
}

export const keysDiscard: CommandSpec<KeysDiscardOptions, KeyDiscarded> = {
  async handle({ key: keyId }, context) {
    await (await context.roster()).keys.discard(keyId);
    return { keyId };
  },
  render: ({ keyId }) => `discarded ${keyId}: destroy your copies of it too, then no backup of before opens`,
};

export const registerKeysDiscard: Register = (program, run) => {
  group(program, ...KEYS_GROUP)
    .command('discard <key>')
    .description(
      'Destroy a master key that a rotation has retired. Templates in older backups are lost with it.',
    )
    .addHelpText(
      'after',
      examples(
        ['portero keys discard mk-0123456789abcdef'],
        'So that people who were erased are erased from backups as well: rotate, then discard the old key.',
      ),
    )
    .action((key: string, _options, command) =>
      run(keysDiscard, { ...given<KeysDiscardOptions>(command), key }),
    );
};
