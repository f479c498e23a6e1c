import type { ProvisionedEdge } from '@portero/coordinator';
import { formatEdge, parseEdgeAddress } from '@portero/protocol';
import { systemClock } from '@portero/runtime';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { coordinatorSettings } from '../context/coordinator-settings.ts';
import { provisionedLines } from '../output/edge.ts';
import { examples, given, group, type Register, wholeNumber } from './register.ts';

export interface EdgeProvisionOptions {
  edge: string;
  brokerUrl?: string;
  rotate?: boolean;
  token?: boolean;
  minutes?: number;
}

/** Without the secrets of the bundle, which are in the file only. */
export interface EdgeBundled extends Pick<ProvisionedEdge, 'file' | 'issued'> {
  edge: string;
  brokerUrl: string;
  doors: string[];
  /** Whether what the edge says will cross a network unencrypted. */
  inTheClear: boolean;
}

export interface EdgeInvited {
  edge: string;
  brokerUrl: string;
  token: string;
  expiresAt: Date;
  /** Where the coordinator serves enrolment; absent when it does not. */
  enrolUrl?: string;
}

export type EdgeProvisioned = EdgeBundled | EdgeInvited;

async function bundle(
  { edge, rotate = false }: EdgeProvisionOptions,
  settings: { brokerUrl?: string; enrolUrl?: string },
  { roster, dataDir, logger }: CliContext,
): Promise<EdgeBundled> {
  const { provisionEdge } = await import('@portero/coordinator');
  const deps = { roster: await roster(), dataDir, logger, ...settings };
  const {
    file,
    issued,
    bundle: written,
  } = await provisionEdge(deps, edge, {
    credentials: rotate ? 'rotate' : 'check',
  });
  const { brokerUrl, doors } = written;
  const { isInTheClear } = await import('@portero/bus');
  const inTheClear = isInTheClear(brokerUrl);
  return { edge, file, issued, brokerUrl, doors: doors.map(({ door }) => door), inTheClear };
}

async function invite(
  { edge, minutes }: EdgeProvisionOptions,
  { brokerUrl, enrolUrl }: { brokerUrl?: string; enrolUrl?: string },
  { dataDir, logger }: CliContext,
): Promise<EdgeInvited> {
  if (!brokerUrl?.startsWith('mqtts:')) {
    throw new CliError('USAGE', {
      what: 'no broker that the device could reach over TLS',
      ...(brokerUrl && { cause: `${brokerUrl} is not encrypted` }),
      fix: 'Give --broker-url mqtts://HOST:PORT, or set PORTERO_BROKER_HOST or PORTERO_EDGE_BROKER_URL as the coordinator has it.',
    });
  }
  const { enrolmentTokens, InstallationAuthority, TOKEN_LIFE_MS } = await import('@portero/coordinator');
  const authority = await InstallationAuthority.open({ dataDir }, { logger });
  const { token, expiresAt } = await enrolmentTokens(dataDir, { clock: systemClock }).issue(
    authority.fingerprint,
    {
      address: formatEdge(parseEdgeAddress(edge)),
      brokerUrl,
      lifeMs: minutes === undefined ? TOKEN_LIFE_MS : minutes * 60_000,
    },
  );
  return { edge, brokerUrl, token, expiresAt, ...(enrolUrl !== undefined && { enrolUrl }) };
}

export const edgeProvision: CommandSpec<EdgeProvisionOptions, EdgeProvisioned> = {
  async handle(options, context) {
    const { site, building } = parseEdgeAddress(options.edge);
    await (await context.roster()).places.ensureBuilding(`${site}/${building}`);
    const { edgeBrokerUrl, enrolmentUrl } = await import('@portero/coordinator');
    const config = await coordinatorSettings(context);
    const brokerUrl = options.brokerUrl ?? edgeBrokerUrl(config);
    const enrolUrl = enrolmentUrl(config);
    const settings = { ...(brokerUrl && { brokerUrl }), ...(enrolUrl && { enrolUrl }) };
    return options.token ? invite(options, settings, context) : bundle(options, settings, context);
  },
  render: provisionedLines,
};

export const registerEdgeProvision: Register = (program, run) => {
  group(program, 'edge', 'the small computers at the doors')
    .command('provision <site/building/edge>')
    .alias('add')
    .description(
      'Give an edge its identity: a file to carry to it, or a token with which it gets its own. Again: bring the file up to date.',
    )
    .option(
      '--broker-url <url>',
      'what the edge connects to, as seen from the edge; mqtts:// gives it a certificate',
    )
    .option('--rotate', 'new keys; the old ones stop working at once')
    .option(
      '--token',
      'print a token instead: the private keys are then made on the device and never leave it',
    )
    .option('--minutes <n>', 'how long the token may be used, once, default: 15', wholeNumber(1, 1440))
    .addHelpText(
      'after',
      examples([
        'portero edge provision hq/main/lobby --broker-url mqtts://broker.example:8883',
        'portero edge provision hq/main/lobby --token',
        'portero edge provision hq/main/lobby --rotate',
      ]),
    )
    .action((edge: string, _options, command) =>
      run(edgeProvision, { ...given<EdgeProvisionOptions>(command), edge }),
    );
};
