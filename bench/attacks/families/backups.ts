import { chmod, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { enrolmentTokens, loadCoordinatorKey, provisionEdge } from '@portero/coordinator';
import {
  formatEdge,
  importSigner,
  parseDoorAddress,
  parseEdgeAddress,
  parseEnrolmentToken,
  signObservation,
  topics,
} from '@portero/protocol';
import { silentLogger, systemClock } from '@portero/runtime';
import type { Family, Observed } from '../attack.ts';
import { lookFor, rowsOf } from '../scene/dump.ts';
import { GuardedDoor } from '../scene/guarded-door.ts';
import { knock } from '../scene/knock.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

const OLD_EDGE = 'hq/main/old';
const CARD = 'CARD-04A2B9C1D3E5F7';
const logger = silentLogger();

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'latin1')));
}

async function refusalCode(attempt: Promise<unknown>): Promise<Observed> {
  return attempt.then(
    () => ({ achieved: true, how: 'it was taken' }),
    (error: Error & { code?: string }) => ({ achieved: false, how: error.code ?? error.message }),
  );
}

/** A bundle as it was before the edge was given other keys. */
async function outdatedBundle(scene: Scene) {
  const { installation, bundleOf } = scene;
  const { roster, config } = installation;
  const edge = await installation.edge(`${OLD_EDGE}/door`);
  const bundle = await bundleOf(OLD_EDGE);
  await edge.stop();
  const deps = { roster, dataDir: config.dataDir, brokerUrl: installation.brokerUrl(), logger };
  await provisionEdge(deps, OLD_EDGE, { credentials: 'rotate' });
  return bundle;
}

export const backups: Family = {
  name: 'backups',
  controls: [
    {
      id: 'search-finds',
      what: 'the same search finds what does lie in the database and in the files',
      async holds(scene) {
        const { personId } = scene.employee;
        const rows = lookFor(Buffer.from(personId), await rowsOf(scene), 'rows');
        const { x } = (await scene.bundleOf('hq/main/lobby')).signingKey;
        const files = lookFor(Buffer.from(x), await filesBelow(scene.installation.config.dataDir), 'files');
        return rows.achieved && files.achieved;
      },
    },
  ],
  attacks: [
    {
      id: 'old-bundle-certificate',
      adversary: 'leaked backup',
      tried: "to connect with an edge's bundle from before its keys were rotated",
      refusedBy: 'the broker: the certificate is not current',
      expected: /not authorised|closed the connection|ERR_SSL/,
      async attempt(scene) {
        const { cert, key } = (await outdatedBundle(scene)).tls!;
        const { accepted, how } = await knock({ url: scene.installation.brokerUrl(), tls: { cert, key } });
        return { achieved: accepted, how };
      },
    },
    {
      id: 'old-bundle-signature',
      adversary: 'leaked backup',
      tried: 'to sign with its key, through a broker that lets everything pass',
      refusedBy: 'the coordinator: the key is not that of the edge any more',
      expected: /unknown_key/,
      async attempt(scene) {
        const { installation, picture } = scene;
        const signer = importSigner((await outdatedBundle(scene)).signingKey);
        const renewed = await installation.edge(`${OLD_EDGE}/door`);
        const observation = renewed.compose({ face: picture() });
        // Until the coordinator has heard of the new key, which it answers with.
        await renewed.ask({ face: picture() });
        const log = new WatchedLog(installation.log);
        const topic = topics.observe(parseDoorAddress(renewed.door));
        await renewed.bus.publish(topic, renewed.sealer.seal(signObservation(observation, signer)));
        const how = await log.quote('observation refused');
        const { requestId } = observation;
        return { achieved: renewed.received.some(({ command }) => command.requestId === requestId), how };
      },
    },
    {
      id: 'tokens-in-files',
      adversary: 'leaked backup',
      tried: "a token that waits for its device, looked for in the coordinator's files",
      refusedBy: 'tokens are kept as hashes',
      expected: /^in 0 of \d+ files/,
      async attempt({ installation, authority }) {
        const { dataDir } = installation.config;
        const { token } = await enrolmentTokens(dataDir, { clock: systemClock }).issue(
          authority.fingerprint,
          {
            address: formatEdge(parseEdgeAddress('hq/main/lobby')),
            brokerUrl: installation.brokerUrl(),
          },
        );
        return lookFor(parseEnrolmentToken(token)!.secret, await filesBelow(dataDir), 'files');
      },
    },
    {
      id: 'cards-in-database',
      adversary: 'leaked backup',
      tried: 'the number of a card, looked for in all rows of the database',
      refusedBy: 'cards are kept as hashes',
      expected: /^in 0 of \d+ rows/,
      async attempt(scene) {
        const { roster } = scene.installation;
        await roster.cards.assign({ personId: scene.employee.personId, token: CARD });
        return lookFor(Buffer.from(CARD), await rowsOf(scene), 'rows');
      },
    },
    {
      id: 'key-readable-by-others',
      adversary: 'leaked backup',
      tried: 'a coordinator on restored keys that everybody on the machine can read',
      refusedBy: 'the coordinator does not start',
      expected: /KEY_FILE_PERMISSIONS/,
      async attempt({ installation, folder }) {
        const dataDir = folder();
        await cp(installation.config.dataDir, dataDir, { recursive: true });
        await chmod(join(dataDir, 'keys', 'coordinator.jwk.json'), 0o644);
        return refusalCode(loadCoordinatorKey({ dataDir }, { logger }));
      },
    },
    {
      id: 'edge-memory-damaged',
      adversary: 'stolen device',
      tried: 'to make an edge forget what it was told, by damaging its memory',
      refusedBy: 'the edge does not start, and its door stays shut',
      expected: /TRUST_FILE_INVALID/,
      async attempt({ bundleOf, folder, middle }) {
        const stateDir = folder();
        const bundle = await bundleOf('hq/main/yard');
        const file = join(stateDir, 'hq.main.yard.trust.json');
        await writeFile(file, '{"v":1}', { mode: 0o600 });
        const door = new GuardedDoor({ bundle, brokerUrl: middle.url, stateDir });
        const outcome = await refusalCode(door.start());
        await door.stop();
        return outcome;
      },
    },
  ],
};
