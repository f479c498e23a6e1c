import type { ProvisionedEdge } from '@portero/coordinator';
import { parseEdgeAddress } from '@portero/protocol';
import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export interface EdgeAddOptions {
  edge: string;
  brokerUrl?: string;
  rotate?: boolean;
}

/** Without the secrets of the bundle, which are in the file only. */
export interface EdgeAdded extends Pick<ProvisionedEdge, 'file' | 'issued'> {
  edge: string;
  brokerUrl: string;
  doors: string[];
}

export const edgeAdd: CommandSpec<EdgeAddOptions, EdgeAdded> = {
  async handle({ edge, brokerUrl, rotate = false }, context) {
    const { site, building } = parseEdgeAddress(edge);
    const roster = await context.roster();
    await roster.places.ensureBuilding(`${site}/${building}`);
    const { provisionEdge } = await import('@portero/coordinator');
    const { dataDir, logger } = context;
    const { file, issued, bundle } = await provisionEdge(
      { roster, dataDir, logger, ...(brokerUrl && { brokerUrl }) },
      edge,
      { rotate },
    );
    return { edge, file, issued, brokerUrl: bundle.brokerUrl, doors: bundle.doors.map(({ door }) => door) };
  },
  render: ({ edge, file, issued, brokerUrl, doors }) =>
    [
      `edge ${edge}: ${issued ? 'new credentials' : 'credentials kept'}, broker ${brokerUrl}, doors ${doors.join(', ') || 'none yet'}`,
      `bundle ${file} (secret: copy it to the edge over a private channel)`,
    ].join('\n'),
};

export const registerEdgeAdd: Register = (program, run) => {
  group(program, 'edge', 'the small computers at the doors')
    .command('add <site/building/edge>')
    .description(
      'Give an edge its key, its broker account and the file with both; again: bring the file up to date.',
    )
    .option('--broker-url <url>', 'what the edge connects to, as seen from the edge')
    .option('--rotate', 'new key and password; the old ones stop working at once')
    .addHelpText(
      'after',
      examples([
        'portero edge add hq/main/lobby --broker-url mqtt://10.0.0.5:1883',
        'portero edge add hq/main/lobby --rotate',
      ]),
    )
    .action((edge: string, _options, command) => run(edgeAdd, { ...given<EdgeAddOptions>(command), edge }));
};
