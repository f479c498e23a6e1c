import { InstallationAuthority, revokeEdge } from '@portero/coordinator';
import { generatePrivateKey, publicKeyOf } from '@portero/identities';
import { parseEdgeAddress } from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { ManualClock, waitUntil } from '@portero/testkit';
import type { Adversary, Attack, Family } from '../attack.ts';
import { connectPacket, dial, type KnockOptions, keptOpenFor, knock, LONGEST_MS } from '../scene/knock.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

const logger = silentLogger();
const TWO_YEARS_MS = 2 * 366 * 86_400_000;
const LORISES = 50;

const REFUSALS = [
  'a TLS connection was refused',
  'a connection was refused',
  'a connection was closed before it was a client',
  'a client was disconnected',
];

interface Knock {
  id: string;
  adversary: Adversary;
  tried: string;
  expected: RegExp;
  with(scene: Scene): Promise<Omit<KnockOptions, 'url'>> | Omit<KnockOptions, 'url'>;
}

function unwelcome({ id, adversary, tried, expected, with: identityOf }: Knock): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the broker' },
    async attempt(scene) {
      const { installation } = scene;
      const log = new WatchedLog(installation.log);
      const identity = await identityOf(scene);
      const { accepted, how } = await knock({ url: installation.brokerUrl(), ...identity });
      if (accepted) return { achieved: true, how };
      const line = await waitUntil(() => REFUSALS.map((msg) => log.find(msg)).find(Boolean), {
        what: 'the broker to log it',
      });
      return { achieved: false, how: `${how}; ${line!.msg}: ${String(line!.reason)}` };
    },
  };
}

const TLS_REFUSED = /ERR_SSL|ECONNRESET|EPIPE|closed the connection/;

async function edgePairOf(authority: InstallationAuthority, edge = 'hq/main/lobby') {
  const key = await generatePrivateKey();
  return { cert: await authority.issueEdge(parseEdgeAddress(edge), publicKeyOf(key)), key };
}

const pairOf = async ({ bundleOf }: Scene, edge: string) => {
  const { cert, key } = (await bundleOf(edge)).tls!;
  return { cert, key };
};

/** Many connections that say next to nothing, while the lobby is asked to work. */
function slowLoris(
  id: string,
  tried: string,
  begin: (scene: Scene) => Promise<() => ReturnType<typeof dial>>,
): Attack {
  return {
    ...{ id, tried, adversary: 'guest on the network', refusedBy: 'the broker, by its time limit' },
    expected: /^50 connections closed, longest after \d+ s; the lobby was served/,
    async attempt(scene) {
      const open = await begin(scene);
      const lasted = Promise.all(Array.from({ length: LORISES }, () => keptOpenFor(open())));
      const { command } = await scene.lobby.ask({ face: scene.picture() });
      const longestMs = Math.max(...(await lasted));
      const served = command.action === 'unlock' ? 'was served' : 'was NOT served';
      return {
        achieved: longestMs >= LONGEST_MS,
        how: `${LORISES} connections closed, longest after ${Math.ceil(longestMs / 1000)} s; the lobby ${served}`,
      };
    },
  };
}

export const connections: Family = {
  name: 'connections',
  controls: [
    {
      id: 'edge-enters',
      what: "the lobby's own certificate is let in",
      holds: async (scene) =>
        (await knock({ url: scene.installation.brokerUrl(), tls: await pairOf(scene, 'hq/main/lobby') }))
          .accepted,
    },
  ],
  attacks: [
    unwelcome({
      id: 'anonymous',
      adversary: 'guest on the network',
      tried: 'to connect without a certificate',
      expected: TLS_REFUSED,
      with: () => ({ tls: {} }),
    }),
    unwelcome({
      id: 'guessed-password',
      adversary: 'guest on the network',
      tried: 'to connect as coordinator with a password, without a certificate',
      expected: TLS_REFUSED,
      with: () => ({ tls: {}, username: 'coordinator', password: 'coordinator' }),
    }),
    unwelcome({
      id: 'plaintext',
      adversary: 'guest on the network',
      tried: 'MQTT in the clear to the port for TLS',
      expected: /not MQTT|ECONNRESET|closed the connection/,
      with: () => ({ username: 'coordinator', password: 'coordinator' }),
    }),
    unwelcome({
      id: 'wrong-authority',
      adversary: 'guest on the network',
      tried: "the lobby's name in a certificate of an authority of one's own",
      expected: TLS_REFUSED,
      with: async ({ folder }) => ({
        tls: await edgePairOf(await InstallationAuthority.open({ dataDir: folder() }, { logger })),
      }),
    }),
    unwelcome({
      id: 'expired-certificate',
      adversary: 'leaked backup',
      tried: 'a certificate of the lobby that ran out a year ago',
      expected: TLS_REFUSED,
      with: async ({ installation }) => {
        const clock = new ManualClock(Date.now() - TWO_YEARS_MS);
        return {
          tls: await edgePairOf(await InstallationAuthority.open(installation.config, { logger, clock })),
        };
      },
    }),
    {
      id: 'revoked-certificate',
      adversary: 'stolen device',
      tried: 'to stay, and to come back, after the device was revoked',
      refusedBy: 'the broker: the connection is ended, the certificate is on the list',
      expected: /dismissed, then .*(ERR_SSL|ECONNRESET|closed|not authorised)/,
      async attempt(scene) {
        const { installation } = scene;
        const lost = await installation.edge('hq/main/lost/hatch');
        const tls = await pairOf(scene, 'hq/main/lost');
        const url = installation.brokerUrl();
        if (!(await knock({ url, tls })).accepted) return { achieved: true, how: 'it was never let in' };
        await revokeEdge(
          { ...installation, dataDir: installation.config.dataDir, logger },
          parseEdgeAddress('hq/main/lost'),
        );
        await waitUntil(() => !lost.bus.connected, { what: 'the revoked device to be dismissed' });
        const { accepted, how } = await knock({ url, tls });
        await lost.stop();
        return { achieved: accepted, how: `dismissed, then ${how}` };
      },
    },
    unwelcome({
      id: 'name-of-another',
      adversary: 'stolen device',
      tried: "the garage's certificate, and the coordinator's user name",
      expected: /CONNACK 4/,
      with: async (scene) => ({ tls: await pairOf(scene, 'hq/main/garage'), username: 'coordinator' }),
    }),
    ...(['hq/main/+', '#', 'hq/main/lobby\0'] as const).map((clientId, index) =>
      unwelcome({
        id: `client-id-${['plus', 'hash', 'nul'][index]}`,
        adversary: 'stolen device',
        tried: `a client id that would be a rule in a topic: ${JSON.stringify(clientId)}`,
        expected: /CONNACK 2|closed the connection|ECONNRESET/,
        with: async (scene) => ({ tls: await pairOf(scene, 'hq/main/garage'), clientId }),
      }),
    ),
    unwelcome({
      id: 'client-id-oversized',
      adversary: 'stolen device',
      tried: 'a first packet that claims 268,435,455 bytes',
      expected: /closed the connection|ECONNRESET|EPIPE/,
      with: async (scene) => ({ tls: await pairOf(scene, 'hq/main/garage'), claims: 268_435_455 }),
    }),
    slowLoris('slow-handshake', 'fifty connections that begin no handshake', async ({ installation }) => {
      const url = installation.brokerUrl();
      return () => dial({ url });
    }),
    slowLoris(
      'slow-connect',
      'fifty devices that send their first packet a byte at a time',
      async (scene) => {
        const tls = await pairOf(scene, 'hq/main/garage');
        const url = scene.installation.brokerUrl();
        return () => {
          const socket = dial({ url, tls });
          const packet = connectPacket({ clientId: 'x'.repeat(100) });
          let sent = 0;
          const drip = setInterval(() => socket.write(packet.subarray(sent, ++sent)), 500);
          socket.once('close', () => clearInterval(drip));
          return socket;
        };
      },
    ),
  ],
};
