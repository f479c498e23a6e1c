import type { Building } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export interface BuildingAddOptions {
  building: string;
  timeZone?: string;
}

export const buildingAdd: CommandSpec<BuildingAddOptions, Building> = {
  async handle({ building, timeZone }, context) {
    return (await context.roster()).places.ensureBuilding(building, { timeZone });
  },
  render: (building) => `building ${building.address}, time zone ${building.timeZone}`,
};

export const registerBuildingAdd: Register = (program, run) => {
  group(program, 'building', 'buildings')
    .command('add <site/building>')
    .description('Add a building, and its site where that is new. Again with a time zone: change it.')
    .option('--time-zone <name>', 'IANA name in which schedules are read, default: UTC')
    .addHelpText(
      'after',
      examples(['portero building add hq/main', 'portero building add hq/main --time-zone Europe/Madrid']),
    )
    .action((building: string, _options, command) =>
      run(buildingAdd, { ...given<BuildingAddOptions>(command), building }),
    );
};
