import type { Building } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { buildingsTable } from '../output/place.ts';
import { examples, given, group, type Register } from './register.ts';

export const buildingList: CommandSpec<object, Building[]> = {
  async handle(_options, context) {
    return (await context.roster()).places.listBuildings();
  },
  render: buildingsTable,
};

export const registerBuildingList: Register = (program, run) => {
  group(program, 'building', 'buildings')
    .command('list')
    .description('List buildings.')
    .addHelpText('after', examples(['portero building list', 'portero building list --json']))
    .action((_options, command) => run(buildingList, given<object>(command)));
};
