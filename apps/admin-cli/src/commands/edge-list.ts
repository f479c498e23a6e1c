import type { Edge } from '@portero/roster';
import type { CommandSpec } from '../context/command-spec.ts';
import { edgesTable } from '../output/edge.ts';
import { examples, given, group, type Register } from './register.ts';

export interface EdgeListOptions {
  building?: string;
}

export interface ListedEdge extends Edge {
  /** Its latest certificate; absent when it has none that counts. */
  certificate?: { notAfter: Date; daysLeft: number; endsSoon: boolean };
}

export const edgeList: CommandSpec<EdgeListOptions, ListedEdge[]> = {
  async handle({ building }, context) {
    const edges = await (await context.roster()).places.listEdges(building);
    const { daysLeft, EXPIRY_WARNING_MS, InstallationAuthority, latestByName } = await import(
      '@portero/coordinator'
    );
    const authority = await InstallationAuthority.find(context, context);
    const latest = latestByName((await authority?.current()) ?? []);
    const nowMs = Date.now();
    return edges.map((edge) => {
      const notAfter = latest.get(edge.address);
      if (!notAfter) return edge;
      const endsSoon = notAfter.getTime() - nowMs < EXPIRY_WARNING_MS;
      return { ...edge, certificate: { notAfter, daysLeft: daysLeft(notAfter, nowMs), endsSoon } };
    });
  },
  render: edgesTable,
};

export const registerEdgeList: Register = (program, run) => {
  group(program, 'edge', 'the small computers at the doors')
    .command('list')
    .description('List edges, whether they have a key, and how long their certificates last.')
    .option('--building <site/building>', 'only of this building')
    .addHelpText('after', examples(['portero edge list', 'portero edge list --building hq/main']))
    .action((_options, command) => run(edgeList, given<EdgeListOptions>(command)));
};
