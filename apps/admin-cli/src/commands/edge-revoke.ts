import type { RevokedEdge } from '@portero/coordinator';
import { parseEdgeAddress } from '@portero/protocol';
import type { CommandSpec } from '../context/command-spec.ts';
import { examples, given, group, type Register } from './register.ts';

export interface EdgeRevokeOptions {
  edge: string;
}

export interface EdgeRevoked extends RevokedEdge {
  edge: string;
}

export const edgeRevoke: CommandSpec<EdgeRevokeOptions, EdgeRevoked> = {
  async handle({ edge }, context) {
    const { revokeEdge } = await import('@portero/coordinator');
    const { dataDir, logger } = context;
    const revoked = await revokeEdge(
      { roster: await context.roster(), dataDir, logger },
      parseEdgeAddress(edge),
    );
    return { edge, ...revoked };
  },
  render: ({ edge, certificates, tokens, revokedAt }) =>
    [
      `edge ${edge}: revoked ${revokedAt.toISOString()}, ${certificates} certificates and ${tokens} tokens with it`,
      'A running coordinator refuses it from now on, and its embedded broker ends its connection. For a broker of another',
      'make, run "portero broker config" again and have it read its files anew.',
    ].join('\n'),
};

export const registerEdgeRevoke: Register = (program, run) => {
  group(program, 'edge', 'the small computers at the doors')
    .command('revoke <site/building/edge>')
    .description(
      'Take the identity of a lost or stolen edge away: certificates, account, signing key, tokens.',
    )
    .addHelpText(
      'after',
      examples(['portero edge revoke hq/main/lobby'], 'A device that is to come back is provisioned again.'),
    )
    .action((edge: string, _options, command) =>
      run(edgeRevoke, { ...given<EdgeRevokeOptions>(command), edge }),
    );
};
