import type { Edge } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { edgesTable } from '../output/place.ts';
import { examples, given, group, type Register } from './register.ts';

export interface EdgeListOptions {
  building?: string;
}

export const edgeList: CommandSpec<EdgeListOptions, Edge[]> = {
  async handle({ building }, context) {
    return (await context.roster()).places.listEdges(building);
  },
  render: edgesTable,
};

export const registerEdgeList: Register = (program, run) => {
  group(program, 'edge', 'the small computers at the doors')
    .command('list')
    .description('List edges and whether they have a key.')
    .option('--building <site/building>', 'only of this building')
    .addHelpText('after', examples(['portero edge list', 'portero edge list --building hq/main']))
    .action((_options, command) => run(edgeList, given<EdgeListOptions>(command)));
};
