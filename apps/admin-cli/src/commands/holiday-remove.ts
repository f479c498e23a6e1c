import type { Holiday } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { holidayLine } from '../output/holiday.ts';
import { examples, given, group, type Register } from './register.ts';

export interface HolidayRemoveOptions {
  holiday: string;
}

export const holidayRemove: CommandSpec<HolidayRemoveOptions, Holiday> = {
  async handle({ holiday }, context) {
    return (await context.roster()).holidays.remove(holiday);
  },
  render: (holiday) => `removed ${holidayLine(holiday)}`,
};

export const registerHolidayRemove: Register = (program, run) => {
  group(program, 'holiday', 'days on which a place does not keep its usual hours')
    .command('remove <id>')
    .description('Remove a holiday; its id stands in portero holiday list.')
    .addHelpText('after', examples(['portero holiday remove 0198f0c2-5d2e-7c34-9a41-2f1d0c3b7a55']))
    .action((holiday: string, _options, command) =>
      run(holidayRemove, { ...given<HolidayRemoveOptions>(command), holiday }),
    );
};
