import { type ClockHours, parseHoliday } from '@portero/access';
import type { Holiday } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { clockHours } from '../holidays/clock-hours.ts';
import { holidayLine } from '../output/holiday.ts';
import { collectParsed, examples, given, group, type Register } from './register.ts';

export interface HolidayAddOptions {
  place: string;
  name: string;
  firstDay: string;
  to?: string;
  hours?: ClockHours[];
}

export interface HolidayAdded {
  holiday: Holiday;
  added: boolean;
}

export const holidayAdd: CommandSpec<HolidayAddOptions, HolidayAdded> = {
  async handle({ place, name, firstDay, to, hours }, context) {
    const lastDay = to ?? firstDay;
    // As a door will read it, so that a slip is found now and not on the day.
    parseHoliday({ firstDay, lastDay, hours });
    const roster = await context.roster();
    return roster.holidays.add({ place, name, firstDay, lastDay, hours });
  },
  render: ({ holiday, added }) => `${added ? 'added' : 'changed'} ${holidayLine(holiday)}`,
};

export const registerHolidayAdd: Register = (program, run) => {
  group(program, 'holiday', 'days on which a place does not keep its usual hours')
    .command('add <place> <day> <name>')
    .description('Add a holiday to a site, or to one building of it. Again with hours: change them.')
    .option('--to <day>', 'the last of several days')
    .option(
      '--hours <from-to>',
      'open then, to schedules that say so; again for more',
      collectParsed(clockHours),
    )
    .addHelpText(
      'after',
      examples(
        [
          'portero holiday add hq 2026-12-25 Christmas',
          'portero holiday add hq 2026-12-24 "Christmas Eve" --hours 09:00-13:00',
          'portero holiday add hq/works 2027-08-02 "Summer shutdown" --to 2027-08-20',
        ],
        'Access without hours of its own is not touched by holidays; see portero access grant --hours.',
      ),
    )
    .action((place: string, firstDay: string, name: string, _options, command) =>
      run(holidayAdd, { ...given<HolidayAddOptions>(command), place, firstDay, name }),
    );
};
