import type { Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { personLine } from '../output/person.ts';
import { siteOrOnly } from '../roster/require.ts';
import { type PersonTermsOptions, termOptions, termsOf } from './person-terms-options.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonAddOptions extends PersonTermsOptions {
  name: string;
  site?: string;
  externalId?: string;
}

export const personAdd: CommandSpec<PersonAddOptions, Person> = {
  async handle({ name, site, externalId, ...terms }, context) {
    const roster = await context.roster();
    return roster.persons.add({
      site: await siteOrOnly(roster, site),
      displayName: name,
      ...(externalId && { externalId }),
      ...termsOf(terms),
    });
  },
  render: (person) => `added ${personLine(person)}`,
};

export const registerPersonAdd: Register = (program, run) => {
  const command = group(program, 'person', 'people and their faces')
    .command('add <name>')
    .description('Add a person; nobody gets in before they are enrolled and have access.')
    .option('--site <site>', 'where the person belongs, default: the only site there is')
    .option('--external-id <id>', "the person's number in another system, unique within the site");
  termOptions(command)
    .addHelpText(
      'after',
      examples([
        'portero person add "Ada Lovelace"',
        'portero person add "Ada Lovelace" --site hq --external-id 4711',
        'portero person add "Charles Babbage" --kind visitor --until 2026-12-01T18:00:00Z --escort',
      ]),
    )
    .action((name: string, _options, command) =>
      run(personAdd, { ...given<PersonAddOptions>(command), name }),
    );
};
