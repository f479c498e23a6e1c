import type { Area } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { areasTable } from '../output/area.ts';
import { examples, given, group, type Register } from './register.ts';

export interface AreaListOptions {
  building?: string;
}

export interface ListedArea extends Area {
  /** As far as acknowledged unlocks tell. */
  inside: number;
}

export const areaList: CommandSpec<AreaListOptions, ListedArea[]> = {
  async handle({ building }, context) {
    const { areas } = await context.roster();
    const listed = await areas.list(building);
    return Promise.all(
      listed.map(async (area) => ({ ...area, inside: (await areas.inside(area.address)).length })),
    );
  },
  render: areasTable,
};

export const registerAreaList: Register = (program, run) => {
  group(program, 'area', 'parts of buildings, and who is inside')
    .command('list')
    .description('List the areas, what they ask, and how many people are inside.')
    .option('--building <site/building>', 'only of this building')
    .addHelpText('after', examples(['portero area list', 'portero area list --building hq/main --json']))
    .action((_options, command) => run(areaList, given<AreaListOptions>(command)));
};
