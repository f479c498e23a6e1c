import type { Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { personLine } from '../output/person.ts';
import { requirePerson } from '../roster/require.ts';
import type { PersonRefOptions } from './person-show.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonSuspendOptions extends PersonRefOptions {
  undo?: boolean;
}

export const personSuspend: CommandSpec<PersonSuspendOptions, Person> = {
  async handle({ person: key, site, undo }, context) {
    const roster = await context.roster();
    const { id } = await requirePerson(roster, key, site);
    return undo ? roster.persons.reinstate(id) : roster.persons.suspend(id);
  },
  render: (person) => `${person.status === 'suspended' ? 'suspended' : 'reinstated'} ${personLine(person)}`,
};

export const registerPersonSuspend: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('suspend <person>')
    .description('Keep a person out everywhere, at once, without erasing anything.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .option('--undo', 'let the person in again')
    .addHelpText(
      'after',
      examples(['portero person suspend "Ada Lovelace"', 'portero person suspend "Ada Lovelace" --undo']),
    )
    .action((person: string, _options, command) =>
      run(personSuspend, { ...given<PersonSuspendOptions>(command), person }),
    );
};
