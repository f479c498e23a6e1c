import type { Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface AreaResetOptions {
  area: string;
  person?: string;
  site?: string;
}

export interface AreaReset {
  area: string;
  /** Absent: of everybody. */
  person?: Person;
}

export const areaReset: CommandSpec<AreaResetOptions, AreaReset> = {
  async handle({ area, person: key, site }, context) {
    const roster = await context.roster();
    const person = key === undefined ? undefined : await requirePerson(roster, key, site);
    await roster.areas.reset(area, person?.id);
    return { area, ...(person && { person }) };
  },
  render: ({ area, person }) =>
    `forgot where ${person ? person.displayName : 'everybody'} is: ${person ? 'they' : 'each'} may pass a door of ${area} once without question`,
};

export const registerAreaReset: Register = (program, run) => {
  group(program, 'area', 'parts of buildings, and who is inside')
    .command('reset <site/building/area>')
    .description('Forget who is inside, such as after a drill, or forgive one person a violation.')
    .option('--person <person>', 'only where this person is')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText(
      'after',
      examples(['portero area reset hq/main/lab', 'portero area reset hq/main/lab --person "Ada Lovelace"']),
    )
    .action((area: string, _options, command) =>
      run(areaReset, { ...given<AreaResetOptions>(command), area }),
    );
};
