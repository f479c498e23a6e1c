import type { Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { personLine } from '../output/person.ts';
import { siteOrOnly } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonAddOptions {
  name: string;
  site?: string;
  externalId?: string;
}

export const personAdd: CommandSpec<PersonAddOptions, Person> = {
  async handle({ name, site, externalId }, context) {
    const roster = await context.roster();
    return roster.persons.add({
      site: await siteOrOnly(roster, site),
      displayName: name,
      ...(externalId && { externalId }),
    });
  },
  render: (person) => `added ${personLine(person)}`,
};

export const registerPersonAdd: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('add <name>')
    .description('Add a person; nobody gets in before they are enrolled and have access.')
    .option('--site <site>', 'where the person belongs, default: the only site there is')
    .option('--external-id <id>', "the person's number in another system, unique within the site")
    .addHelpText(
      'after',
      examples([
        'portero person add "Ada Lovelace"',
        'portero person add "Ada Lovelace" --site hq --external-id 4711',
      ]),
    )
    .action((name: string, _options, command) =>
      run(personAdd, { ...given<PersonAddOptions>(command), name }),
    );
};
