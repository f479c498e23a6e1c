import { HOLIDAY_RULES, type HolidayRule, parseWeeklySchedule, type ScheduleWindow } from '@portero/access';
import type { AccessGrant } from '@portero/roster';
import { Option } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { weeklyHours } from '../holidays/clock-hours.ts';
import { requirePerson } from '../roster/require.ts';
import { collectParsed, examples, given, group, moment, type Register } from './register.ts';

export interface AccessGrantOptions {
  person: string;
  place: string;
  site?: string;
  from?: Date;
  until?: Date;
  hours?: ScheduleWindow[];
  holidays?: HolidayRule;
  passesLockdown?: boolean;
}

export const accessGrant: CommandSpec<AccessGrantOptions, AccessGrant> = {
  async handle({ person: key, place, site, from, until, hours, holidays, passesLockdown }, context) {
    const schedule = scheduleOf(hours, holidays);
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    const period = { validFrom: from, validUntil: until };
    return roster.grants.grant({ personId: person.id, place, ...period, schedule, passesLockdown });
  },
  render: (grant) => `granted ${grant.place} to person ${grant.personId} (grant ${grant.id})`,
};

function scheduleOf(windows: ScheduleWindow[] | undefined, holidays: HolidayRule | undefined) {
  if (windows) return parseWeeklySchedule({ windows, holidays });
  if (holidays === undefined) return undefined;
  throw new CliError('USAGE', {
    what: '--holidays says nothing without hours',
    cause: 'access without hours holds at every hour, holidays included',
    fix: 'Give --hours "mon-sun 00:00-24:00" for every hour but those of holidays.',
  });
}

export const registerAccessGrant: Register = (program, run) => {
  group(program, 'access', 'who may open what')
    .command('grant <person> <place>')
    .description('Let a person into a building, or through one door.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .option('--from <moment>', 'not valid before', moment)
    .option('--until <moment>', 'not valid from then on', moment)
    .option(
      '--hours <hours>',
      'only then, by the clock of the building, such as "mon-fri 08:00-18:00"; again for more',
      collectParsed(weeklyHours),
    )
    .addOption(
      new Option(
        '--holidays <rule>',
        'with hours: holidays close, replace the hours by their own, or are ignored; default close',
      ).choices(HOLIDAY_RULES),
    )
    .option('--passes-lockdown', 'holds while the place is locked down, too')
    .addHelpText(
      'after',
      examples([
        'portero access grant "Ada Lovelace" hq/main',
        'portero access grant "Ada Lovelace" hq/main/lobby/front --until 2027-01-31T18:00:00Z',
        'portero access grant "Ada Lovelace" hq/main --hours "mon-fri 08:00-18:00" --holidays replace',
        'portero access grant "Chief of security" hq/main --passes-lockdown',
      ]),
    )
    .action((person: string, place: string, _options, command) =>
      run(accessGrant, { ...given<AccessGrantOptions>(command), person, place }),
    );
};
