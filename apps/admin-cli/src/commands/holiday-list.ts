import type { Holiday } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { holidaysTable } from '../output/holiday.ts';
import { examples, given, group, type Register } from './register.ts';

export interface HolidayListOptions {
  place?: string;
  since?: string;
  all?: boolean;
}

export const holidayList: CommandSpec<HolidayListOptions, Holiday[]> = {
  async handle({ place, since, all }, context) {
    const roster = await context.roster();
    const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    return roster.holidays.list({ place, since: since ?? (all ? undefined : yesterday) });
  },
  render: holidaysTable,
};

export const registerHolidayList: Register = (program, run) => {
  group(program, 'holiday', 'days on which a place does not keep its usual hours')
    .command('list')
    .description('List the holidays that are not over.')
    .option('--place <place>', 'only of this site, or what holds for this building')
    .option('--since <day>', 'those that end on that day or later')
    .option('--all', 'past ones too')
    .addHelpText('after', examples(['portero holiday list', 'portero holiday list --place hq/main --all']))
    .action((_options, command) => run(holidayList, given<HolidayListOptions>(command)));
};
