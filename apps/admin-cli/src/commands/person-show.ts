import type { AccessGrant, Card, Person, Template } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { personDetails } from '../output/person.ts';
import { requirePerson } from '../roster/require.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonRefOptions {
  person: string;
  site?: string;
}

export interface PersonDetails {
  person: Person;
  /** Without their embeddings: those never leave the database through here. */
  templates: Template[];
  cards: Card[];
  grants: AccessGrant[];
}

export const personShow: CommandSpec<PersonRefOptions, PersonDetails> = {
  async handle({ person: key, site }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    return {
      person,
      templates: await roster.templates.describeForPerson(person.id),
      cards: await roster.cards.listForPerson(person.id),
      grants: await roster.grants.list({ personId: person.id }),
    };
  },
  render: personDetails,
};

export const registerPersonShow: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('show <person>')
    .description('Show a person with their templates, cards and access.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText('after', examples(['portero person show "Ada Lovelace"', 'portero person show 4711 --json']))
    .action((person: string, _options, command) =>
      run(personShow, { ...given<PersonRefOptions>(command), person }),
    );
};
