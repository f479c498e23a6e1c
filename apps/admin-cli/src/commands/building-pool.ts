import type { Building } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export interface BuildingPoolOptions {
  building: string;
  pool: string;
}

export const buildingPool: CommandSpec<BuildingPoolOptions, Building> = {
  async handle({ building, pool }, context) {
    return (await context.roster()).places.setPool(building, pool);
  },
  render: ({ address, pool }) =>
    `coordinators of the pool ${pool} decide at ${address} (those that run with PORTERO_POOL=${pool})`,
};

export const registerBuildingPool: Register = (program, run) => {
  group(program, 'building', 'buildings')
    .command('pool <site/building> <pool>')
    .description('Have a building served by the coordinators of a pool, and by no others.')
    .addHelpText(
      'after',
      examples(
        ['portero building pool hq/main north', 'portero building pool hq/main default'],
        'Start the coordinators of the new pool first: doors of a building whose pool nobody runs stay shut.\n' +
          'Running coordinators take it up within a second. New buildings are in the pool "default".',
      ),
    )
    .action((building: string, pool: string, _options, command) =>
      run(buildingPool, { ...given<BuildingPoolOptions>(command), building, pool }),
    );
};
