import type { Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { personLine, termsWords } from '../output/person.ts';
import { requirePerson } from '../roster/require.ts';
import { type PersonTermsOptions, termOptions, termsOf } from './person-terms-options.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonTermsCommandOptions extends PersonTermsOptions {
  person: string;
  site?: string;
}

export const personTerms: CommandSpec<PersonTermsCommandOptions, Person> = {
  async handle({ person: key, site, ...terms }, context) {
    const roster = await context.roster();
    const { id, ...before } = await requirePerson(roster, key, site);
    const given = Object.entries(termsOf(terms)).filter(([, value]) => value !== undefined);
    // Who becomes something else does not keep what only the former could have.
    const kept = terms.kind !== undefined && terms.kind !== before.kind ? {} : before;
    const { kind, validFrom, validUntil, escorted, mayEscort } = {
      ...kept,
      ...Object.fromEntries(given),
    } as Person;
    return roster.persons.setTerms(id, { kind, validFrom, validUntil, escorted, mayEscort });
  },
  render: (person) => `${personLine(person)} is now ${termsWords(person)}`,
};

export const registerPersonTerms: Register = (program, run) => {
  const command = group(program, 'person', 'people and their faces')
    .command('terms <person>')
    .description('Change what a person is to the site and for how long, such as to prolong a visit.')
    .option('--site <site>', 'where to look, when several people answer to the name');
  termOptions(command)
    .addHelpText(
      'after',
      examples([
        'portero person terms "Charles Babbage" --until 2026-12-02T18:00:00Z',
        'portero person terms "Ada Lovelace" --may-escort',
      ]),
    )
    .action((person: string, _options, command) =>
      run(personTerms, { ...given<PersonTermsCommandOptions>(command), person }),
    );
};
