import type { Erasure, Person } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { erasureLines } from '../output/person.ts';
import { requirePerson } from '../roster/require.ts';
import type { PersonRefOptions } from './person-show.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonErasure {
  person: Person;
  erased: Erasure;
}

export const personRemove: CommandSpec<PersonRefOptions, PersonErasure> = {
  async handle({ person: key, site }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    return { person, erased: await roster.persons.remove(person.id) };
  },
  render: erasureLines,
};

export const registerPersonRemove: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('remove <person>')
    .description('Erase a person with their templates, cards and access. Decisions keep only an opaque id.')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText(
      'after',
      examples(
        ['portero person remove "Ada Lovelace"', 'portero person remove 4711 --site hq --json'],
        'The key of the person is destroyed with everything that it opens, in one transaction; then every table is\n' +
          'looked through, and what is printed is the receipt. The doors know within a second. Backups of before\n' +
          'still hold them until they expire, or until the master key is rotated and the old one discarded.',
      ),
    )
    .action((person: string, _options, command) =>
      run(personRemove, { ...given<PersonRefOptions>(command), person }),
    );
};
