import { join } from 'node:path';
import { enrolmentTokens, InstallationAuthority } from '@portero/coordinator';
import { enrolDevice, readEdgeBundle } from '@portero/edge-agent';
import { createSigningRequest, generatePrivateKey } from '@portero/identities';
import {
  createEnrolmentToken,
  ENROLMENT_PATHS,
  formatEdge,
  formatEnrolmentToken,
  generateSigningKey,
  parseEdgeAddress,
  parseEnrolmentToken,
} from '@portero/protocol';
import { type Clock, silentLogger, systemClock } from '@portero/runtime';
import { ManualClock } from '@portero/testkit';
import { askAnyhow } from '../../../test/support/ask-anyhow.ts';
import type { Family, Observed } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';

const PLACE = 'hq/main/porch';
const QUARTER_HOUR_MS = 15 * 60_000;
const logger = silentLogger();

async function issueToken({ installation, authority }: Scene, clock: Clock = systemClock) {
  const { places } = installation.roster;
  if (!(await places.findEdge(PLACE))) {
    await places.addEdge(PLACE);
    await places.addDoor(`${PLACE}/door`);
  }
  const tokens = enrolmentTokens(installation.config.dataDir, { clock });
  const { token } = await tokens.issue(authority.fingerprint, {
    address: formatEdge(parseEdgeAddress(PLACE)),
    brokerUrl: installation.brokerUrl(),
  });
  return token;
}

const urlOf = ({ installation }: Scene) => new URL(installation.host.running.enrolUrl!);

async function enrol(scene: Scene, token: string): Promise<string> {
  const file = join(scene.folder(), 'edge.json');
  await enrolDevice({ token, url: urlOf(scene), file });
  return file;
}

/** What came of it, for an attempt that should be refused. */
function refusalOf(attempt: Promise<unknown>): Promise<Observed> {
  return attempt.then(
    () => ({ achieved: true, how: 'enrolled' }),
    (error: Error & { code?: string; context?: { status?: number } }) => ({
      achieved: false,
      how: `${error.code ?? error.message}${error.context?.status ? `, status ${error.context.status}` : ''}`,
    }),
  );
}

const request = async () =>
  createSigningRequest({ role: 'edge', edge: parseEdgeAddress(PLACE) }, await generatePrivateKey());

export const enrolment: Family = {
  name: 'enrolment',
  controls: [
    {
      id: 'token-enrols',
      what: 'a device with a token that waits for it gets its identity',
      holds: async (scene) =>
        (await readEdgeBundle(await enrol(scene, await issueToken(scene)))).address === PLACE,
    },
  ],
  attacks: [
    {
      id: 'token-reused',
      adversary: 'thief of a token',
      tried: 'a token that its device has used',
      refusedBy: 'the listener for enrolment',
      expected: /ENROLMENT_REFUSED, status 401/,
      async attempt(scene) {
        const token = await issueToken(scene);
        const { address } = await readEdgeBundle(await enrol(scene, token));
        if (address !== PLACE) return { achieved: true, how: 'the device itself was not served' };
        return refusalOf(enrol(scene, token));
      },
    },
    {
      id: 'token-expired',
      adversary: 'thief of a token',
      tried: 'a token that was issued a quarter of an hour ago',
      refusedBy: 'the listener for enrolment',
      expected: /ENROLMENT_REFUSED, status 401/,
      attempt: async (scene) =>
        refusalOf(
          enrol(scene, await issueToken(scene, new ManualClock(Date.now() - QUARTER_HOUR_MS - 1_000))),
        ),
    },
    {
      id: 'token-replaced',
      adversary: 'thief of a token',
      tried: 'a token after which another was issued for the place',
      refusedBy: 'the listener for enrolment',
      expected: /ENROLMENT_REFUSED, status 401/,
      async attempt(scene) {
        const earlier = await issueToken(scene);
        await issueToken(scene);
        return refusalOf(enrol(scene, earlier));
      },
    },
    {
      id: 'token-secret-guessed',
      adversary: 'thief of a token',
      tried: 'the number of a token that waits, with a guessed secret',
      refusedBy: 'the listener for enrolment',
      expected: /ENROLMENT_REFUSED, status 401/,
      async attempt(scene) {
        const waiting = parseEnrolmentToken(await issueToken(scene))!;
        const guessed = createEnrolmentToken(scene.authority.fingerprint);
        return refusalOf(enrol(scene, formatEnrolmentToken({ ...guessed, id: waiting.id })));
      },
    },
    {
      id: 'enrolment-impostor',
      adversary: 'guest on the network',
      tried: "to take the token from a device by answering in the coordinator's place",
      refusedBy: 'the device: the token names the authority',
      expected: /COORDINATOR_UNTRUSTED/,
      async attempt(scene) {
        const token = await issueToken(scene);
        const foreign = await InstallationAuthority.open({ dataDir: scene.folder() }, { logger });
        const { id, secret } = parseEnrolmentToken(token)!;
        const elsewhere = formatEnrolmentToken({
          id,
          secret,
          authority: Buffer.from(foreign.fingerprint, 'hex'),
        });
        return refusalOf(enrol(scene, elsewhere));
      },
    },
    {
      id: 'renewal-without-certificate',
      adversary: 'guest on the network',
      tried: 'to have a certificate renewed without showing any',
      refusedBy: 'the listener for enrolment',
      expected: /status 403/,
      async attempt(scene) {
        const { status } = await askAnyhow(new URL(ENROLMENT_PATHS.renew, urlOf(scene)), {
          request: await request(),
        });
        return { achieved: status === 200, how: `status ${status}` };
      },
    },
    {
      id: 'renewal-by-a-stranger',
      adversary: 'guest on the network',
      tried: 'to have it renewed with a certificate of another authority',
      refusedBy: 'the listener for enrolment',
      expected: /status 403/,
      async attempt(scene) {
        const foreign = await InstallationAuthority.open({ dataDir: scene.folder() }, { logger });
        const pair = await foreign.coordinatorPair('coordinator');
        const url = new URL(ENROLMENT_PATHS.renew, urlOf(scene));
        const { status } = await askAnyhow(url, { request: await request() }, pair);
        return { achieved: status === 200, how: `status ${status}` };
      },
    },
  ],
};

/** Apart, and late: after it nobody enrols from this address for a minute. */
export const guessing: Family = {
  name: 'guessing',
  controls: [],
  attacks: [
    {
      id: 'tokens-guessed',
      adversary: 'guest on the network',
      tried: 'forty tokens made up in a row',
      refusedBy: 'the listener for enrolment: its limit of attempts',
      expected: /statuses 401,429$/,
      async attempt(scene) {
        const url = new URL(ENROLMENT_PATHS.enrol, urlOf(scene));
        const { publicJwk: signingKey } = await generateSigningKey();
        const question = { request: await request(), signingKey };
        const statuses = new Set<number>();
        for (let guess = 0; guess < 40; guess++) {
          const token = formatEnrolmentToken(createEnrolmentToken(scene.authority.fingerprint));
          statuses.add((await askAnyhow(url, { ...question, token })).status);
        }
        return { achieved: statuses.has(200), how: `statuses ${[...statuses].sort().join()}` };
      },
    },
  ],
};
