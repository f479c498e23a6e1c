import type { Lockdown } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { lockdownsTable } from '../output/lockdown.ts';
import { examples, given, group, type Register } from './register.ts';

export interface LockdownStatusOptions {
  place?: string;
}

export interface LockdownStatus {
  place?: string;
  /** Whether anything there is locked down. */
  state: 'normal' | 'lockdown';
  lockdowns: Lockdown[];
}

export const lockdownStatus: CommandSpec<LockdownStatusOptions, LockdownStatus> = {
  async handle({ place }, context) {
    const lockdowns = await (await context.roster()).lockdowns.list(place);
    return { ...(place && { place }), state: lockdowns.length > 0 ? 'lockdown' : 'normal', lockdowns };
  },
  render: ({ lockdowns }, style) => lockdownsTable(lockdowns, style),
};

export const registerLockdownStatus: Register = (program, run) => {
  group(program, 'lockdown', 'shutting a place to all but a few')
    .command('status [place]')
    .description('Show what is locked down: everywhere, or at a place, around it and in it.')
    .addHelpText('after', examples(['portero lockdown status', 'portero lockdown status hq/main --json']))
    .action((place: string | undefined, _options, command) =>
      run(lockdownStatus, { ...given<LockdownStatusOptions>(command), ...(place && { place }) }),
    );
};
