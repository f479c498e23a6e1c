import type { Person, PersonStatus } from '@portero/roster';
import { Option } from 'commander';
import type { CommandSpec } from '../context/command-spec.ts';
import { peopleTable } from '../output/person.ts';
import { examples, given, group, type Register } from './register.ts';

export interface PersonListOptions {
  site?: string;
  status?: PersonStatus;
}

export const personList: CommandSpec<PersonListOptions, Person[]> = {
  async handle({ site, status }, context) {
    return (await context.roster()).persons.list({ site, status });
  },
  render: peopleTable,
};

export const registerPersonList: Register = (program, run) => {
  group(program, 'person', 'people and their faces')
    .command('list')
    .description('List people.')
    .option('--site <site>', 'only of this site')
    .addOption(new Option('--status <status>', 'only these').choices(['active', 'suspended']))
    .addHelpText('after', examples(['portero person list', 'portero person list --site hq --json']))
    .action((_options, command) => run(personList, given<PersonListOptions>(command)));
};
