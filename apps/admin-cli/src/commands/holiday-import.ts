import type { CommandSpec } from '../context/command-spec.ts';
import { readHolidayCalendar } from '../holidays/read-holiday-calendar.ts';
import { importLine } from '../output/holiday.ts';
import { examples, given, group, type Register, wholeNumber } from './register.ts';

export interface HolidayImportOptions {
  place: string;
  file: string;
  years?: number;
}

export interface HolidayImport {
  place: string;
  added: number;
  known: number;
  /** Events that are not whole days. */
  skipped: number;
}

export const holidayImport: CommandSpec<HolidayImportOptions, HolidayImport> = {
  async handle({ place, file, years = 2 }, context) {
    const from = new Date().toISOString().slice(0, 10);
    const until = `${Number(from.slice(0, 4)) + years}${from.slice(4)}`;
    const { days, skipped } = await readHolidayCalendar(file, { from, until });
    const { holidays } = await context.roster();
    let added = 0;
    for (const day of days) {
      if ((await holidays.add({ place, ...day })).added) added++;
    }
    return { place, added, known: days.length - added, skipped };
  },
  render: (result) => importLine(result, result.place),
};

export const registerHolidayImport: Register = (program, run) => {
  group(program, 'holiday', 'days on which a place does not keep its usual hours')
    .command('import <place> <file.ics>')
    .description('Add the whole-day events of an iCalendar file, from today on, as holidays: closed all day.')
    .option('--years <n>', 'how far ahead repeated events are followed, default 2', wholeNumber(1, 20))
    .addHelpText(
      'after',
      examples(
        ['portero holiday import hq holidays-es.ics', 'portero holiday import hq/annex town.ics --years 5'],
        'Imported again, the same events are added once. A half day is added by hand, with --hours.',
      ),
    )
    .action((place: string, file: string, _options, command) =>
      run(holidayImport, { ...given<HolidayImportOptions>(command), place, file }),
    );
};
