import type { KeyRotation } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { ExitCode } from '../exit-codes.ts';
import { keyRotationLines } from '../output/keys.ts';
import { KEYS_GROUP } from './keys-status.ts';
import { examples, given, group, type Register } from './register.ts';

export interface KeysRotateOptions {
  prepare?: boolean;
}

export interface KeysRotated extends KeyRotation {
  prepared: boolean;
  /** Where the key is, of which a copy has to be kept. */
  place: string;
}

export const keysRotate: CommandSpec<KeysRotateOptions, KeysRotated> = {
  async handle({ prepare: prepared = false }, context) {
    const { keys } = await context.roster();
    const { place, keys: before } = await keys.status();
    const total = before.reduce((sum, { personKeys }) => sum + personKeys, 0);
    const progress = context.startProgress('keys wrapped anew', total);
    try {
      const rotation = await keys.rotate({
        prepareOnly: prepared,
        signal: context.signal,
        onProgress: progress.update,
      });
      return { ...rotation, prepared, place };
    } finally {
      progress.stop();
    }
  },
  render: keyRotationLines,
  exitCode: ({ unreadable }) => (unreadable.length > 0 ? ExitCode.findings : ExitCode.ok),
};

export const registerKeysRotate: Register = (program, run) => {
  group(program, ...KEYS_GROUP)
    .command('rotate')
    .description(
      'Put a new master key in force and wrap the keys of all people with it. Doors go on meanwhile.',
    )
    .option('--prepare', 'only make the new key, to be copied to other machines first')
    .addHelpText(
      'after',
      examples(
        ['portero keys rotate', 'portero keys rotate --prepare', 'portero keys rotate --json'],
        'Cut off, it goes on where it was when you run it again. Ends with 7 when the key of a person is damaged.\n' +
          'With several machines that each have a copy of the key file: --prepare, copy the file to all, rotate.',
      ),
    )
    .action((_options, command) => run(keysRotate, given<KeysRotateOptions>(command)));
};
