import type { Door } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { doorsTable } from '../output/place.ts';
import { examples, given, group, type Register } from './register.ts';

export interface DoorListOptions {
  under?: string;
}

export const doorList: CommandSpec<DoorListOptions, Door[]> = {
  async handle({ under }, context) {
    return (await context.roster()).places.listDoors(under);
  },
  render: doorsTable,
};

export const registerDoorList: Register = (program, run) => {
  group(program, 'door', 'doors')
    .command('list')
    .description('List doors and how they are used.')
    .option('--under <place>', 'only of this building or edge')
    .addHelpText('after', examples(['portero door list', 'portero door list --under hq/main']))
    .action((_options, command) => run(doorList, given<DoorListOptions>(command)));
};
