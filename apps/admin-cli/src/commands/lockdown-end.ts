import type { Lockdown } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { lockdownLine, lockdownsTable } from '../output/lockdown.ts';
import { examples, given, group, type Register } from './register.ts';

export interface LockdownEndOptions {
  place: string;
}

export interface LockdownEnded {
  ended: Lockdown;
  /** What still holds there: of the place that it lies in, or of places in it. */
  remaining: Lockdown[];
}

export const lockdownEnd: CommandSpec<LockdownEndOptions, LockdownEnded> = {
  async handle({ place }, context) {
    const roster = await context.roster();
    const ended = await roster.lockdowns.end(place);
    if (!ended) {
      throw new CliError('NOT_FOUND', {
        what: `${place} itself is not locked down`,
        fix: `See what is, there and around: portero lockdown status ${place}`,
      });
    }
    return { ended, remaining: await roster.lockdowns.list(place) };
  },
  render: ({ ended, remaining }, style) =>
    [
      lockdownLine(ended, style),
      ...(remaining.length > 0 ? [style.yellow('still locked down:'), lockdownsTable(remaining, style)] : []),
    ].join('\n'),
};

export const registerLockdownEnd: Register = (program, run) => {
  group(program, 'lockdown', 'shutting a place to all but a few')
    .command('end <place>')
    .description('End the lockdown of a site, a building or a door; that of a place around it goes on.')
    .addHelpText('after', examples(['portero lockdown end hq/main']))
    .action((place: string, _options, command) =>
      run(lockdownEnd, { ...given<LockdownEndOptions>(command), place }),
    );
};
