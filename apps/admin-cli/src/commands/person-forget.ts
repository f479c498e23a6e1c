import type { Person, Template } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { personLine } from '../output/person.ts';
import { count } from '../output/table.ts';
import { requirePerson } from '../roster/require.ts';
import type { PersonRefOptions } from './person-show.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonForgetOptions extends PersonRefOptions {
  template: string[];
}

export interface ForgottenTemplates {
  person: Person;
  templates: Template[];
}

export const personForget: CommandSpec<PersonForgetOptions, ForgottenTemplates> = {
  async handle({ person: key, site, template: ids }, context) {
    const roster = await context.roster();
    const person = await requirePerson(roster, key, site);
    const own = new Set((await roster.templates.describeForPerson(person.id)).map(({ id }) => id));
    const unknown = ids.filter((id) => !own.has(id));
    if (unknown.length > 0) {
      throw new CliError('NOT_FOUND', {
        what: `${person.displayName} has no template ${unknown.join(', ')}`,
        cause: 'nothing was changed',
        fix: 'portero person quality shows those of the model in use, person show all of them.',
      });
    }
    const templates: Template[] = [];
    for (const id of new Set(ids)) templates.push(await roster.templates.revoke(id));
    return { person, templates };
  },
  render: ({ person, templates }) =>
    `${personLine(person)}: ${count(templates.length, 'template')} destroyed`,
};

export const registerPersonForget: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('forget <person>')
    .description('Destroy templates of a person, such as one of somebody else, or one that is damaged.')
    .requiredOption('--template <id...>', 'which ones')
    .option('--site <site>', 'where to look, when several people answer to the name')
    .addHelpText(
      'after',
      examples(
        ['portero person forget "Ada Lovelace" --template 0198f1c2-…'],
        'The doors know within a second. To erase everything of a person: person remove.',
      ),
    )
    .action((person: string, _options, command) =>
      run(personForget, { ...given<PersonForgetOptions>(command), person }),
    );
};
