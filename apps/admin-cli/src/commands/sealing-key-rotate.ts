import type { CommandSpec } from '../context/command-spec.ts';
import { sealingKeyTable } from '../output/sealing-key.ts';
import { describeSealingKeys, type SealingKeyState } from '../site/sealing-key-state.ts';
import { examples, given, group, type Register, wholeNumber } from './register.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** An edge that was away takes the new key as soon as it is back; a week is for one that was taken off the wall. */
const DEFAULT_GRACE_HOURS = 7 * 24;

export interface SealingKeyRotateOptions {
  graceHours?: number;
  leadMinutes?: number;
}

export const sealingKeyRotate: CommandSpec<SealingKeyRotateOptions, SealingKeyState[]> = {
  async handle({ graceHours = DEFAULT_GRACE_HOURS, leadMinutes = 0 }, { dataDir, logger }) {
    const { rotateSealingKey } = await import('@portero/coordinator');
    const times = { graceMs: graceHours * HOUR_MS, leadMs: leadMinutes * MINUTE_MS };
    return describeSealingKeys(await rotateSealingKey({ dataDir, ...times }, { logger }), Date.now());
  },
  render: sealingKeyTable,
};

export const registerSealingKeyRotate: Register = (program, run) => {
  group(program, 'sealing-key', 'the key that observations are sealed to')
    .command('rotate')
    .description('Make a new sealing key. Running coordinators and edges take it up without a restart.')
    .option(
      '--grace-hours <n>',
      `how long the old key still opens, default: ${DEFAULT_GRACE_HOURS}; 0 if it was stolen`,
      wholeNumber(0, 8_760),
    )
    .option(
      '--lead-minutes <n>',
      'until edges are told, default: 0: time to copy the file to the other coordinators',
      wholeNumber(0, 10_080),
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero sealing-key rotate',
          'portero sealing-key rotate --lead-minutes 30',
          'portero sealing-key rotate --grace-hours 0',
        ],
        'Several coordinators: give a lead, and copy <data>/keys/sealing.json to each of them before it is over.\n' +
          'The private half of a key whose time is over is destroyed at the next rotation.',
      ),
    )
    .action((_options, command) => run(sealingKeyRotate, given<SealingKeyRotateOptions>(command)));
};
