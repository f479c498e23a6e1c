import type { Lockdown } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { lockdownLine } from '../output/lockdown.ts';
import { examples, given, group, type Register } from './register.ts';

export interface LockdownStartOptions {
  place: string;
  reason?: string;
}

export const lockdownStart: CommandSpec<LockdownStartOptions, Lockdown> = {
  async handle({ place, reason }, context) {
    const roster = await context.roster();
    return roster.lockdowns.start(place, reason);
  },
  render: (lockdown, style) =>
    `${lockdownLine(lockdown, style)}\nonly access granted with --passes-lockdown opens its doors; locks are not touched`,
};

export const registerLockdownStart: Register = (program, run) => {
  group(program, 'lockdown', 'shutting a place to all but a few')
    .command('start <place>')
    .description('Lock down a site, a building or a door, from this moment. Nobody is locked in by it.')
    .option('--reason <text>', 'for whoever asks later')
    .addHelpText(
      'after',
      examples(
        ['portero lockdown start hq', 'portero lockdown start hq/main --reason "intruder in the yard"'],
        'An evacuation is not the business of software: doors let people out by hardware, with or without it.',
      ),
    )
    .action((place: string, _options, command) =>
      run(lockdownStart, { ...given<LockdownStartOptions>(command), place }),
    );
};
