import {
  generateSealingKey,
  generateSigningKey,
  importSigner,
  JWS_TYPES,
  parseEdgeAddress,
  topics,
} from '@portero/protocol';
import { waitUntil } from '@portero/testkit';
import type { Adversary, Attack, Family, Observed } from '../attack.ts';
import { partsOf, reencode, withoutAlgorithm } from '../scene/forging.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

const YARD = parseEdgeAddress('hq/main/yard');
const REFUSED = 'a signed message was refused and changes nothing';
const TAKEN = 'the trusted keys changed';

/** What the coordinator has told an edge last, as the true broker carried it. */
function latestConfig({ heard }: Scene, edge: string): Buffer {
  return heard.findLast(({ topic }) => topic === topics.config(parseEdgeAddress(edge)))!.payload;
}

interface Forgery {
  id: string;
  adversary?: Adversary;
  tried: string;
  expected: RegExp;
  kind?: 'config' | 'revoke';
  forge(genuine: Buffer, scene: Scene): Promise<string | Buffer> | string | Buffer;
}

/** Something that the yard must not believe; what it believes already goes on to open its door. */
function forgery({
  id,
  adversary = 'rogue broker',
  tried,
  expected,
  kind = 'config',
  forge,
}: Forgery): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the edge: TrustedKeys' },
    async attempt(scene): Promise<Observed> {
      const { yard, middle } = scene;
      const log = new WatchedLog(yard.log);
      await middle.post(topics[kind](YARD), await forge(latestConfig(scene, 'hq/main/yard'), scene));
      const how = await log.quote(REFUSED, { topic: kind });
      return { achieved: log.find(TAKEN) !== undefined, how };
    },
  };
}

/** The administrators change a door, so that the coordinator writes the yard another configuration. */
async function reconfigure(scene: Scene, pulseMs: number): Promise<Buffer> {
  const before = latestConfig(scene, 'hq/main/yard');
  await scene.installation.roster.places.updateDoor('hq/main/yard/back', { pulseMs });
  await waitUntil(() => !latestConfig(scene, 'hq/main/yard').equals(before), {
    what: 'another configuration',
  });
  return latestConfig(scene, 'hq/main/yard');
}

export const bulletins: Family = {
  name: 'configurations',
  controls: [
    {
      id: 'config-taken',
      what: 'a new configuration of the coordinator is taken and remembered',
      async holds(scene) {
        const log = new WatchedLog(scene.yard.log);
        const pulseMs = 4_000 + (scene.yard.log.records.length % 1_000);
        await scene.middle.post(topics.config(YARD), await reconfigure(scene, pulseMs));
        await log.line(TAKEN);
        return true;
      },
    },
  ],
  attacks: [
    {
      id: 'config-played-back',
      adversary: 'rogue broker',
      tried: 'the configuration before the last, after the edge has restarted',
      refusedBy: 'the edge: it remembers versions on its disk',
      expected: /rolled_back/,
      async attempt(scene) {
        const { yard, middle } = scene;
        const old = latestConfig(scene, 'hq/main/yard');
        const taken = new WatchedLog(yard.log);
        const current = await reconfigure(scene, 3_333);
        await middle.post(topics.config(YARD), current);
        await taken.line(TAKEN);
        const log = new WatchedLog(yard.log);
        await middle.post(topics.config(YARD), old);
        await yard.reboot();
        const how = await log.quote(REFUSED, { topic: 'config' });
        await middle.post(topics.config(YARD), current);
        return { achieved: log.find(TAKEN) !== undefined, how };
      },
    },
    forgery({
      id: 'config-forged',
      tried: "a configuration with the attacker's keys, signed with one of them",
      expected: /unknown_key/,
      async forge(genuine) {
        const { privateJwk, publicJwk } = await generateSigningKey();
        const config = { ...JSON.parse(partsOf(genuine).payload), coordinatorKeys: [publicJwk] };
        return importSigner(privateJwk).sign(JWS_TYPES.config, config);
      },
    }),
    forgery({
      id: 'config-other-sealing-key',
      tried: "the attacker's sealing key under the coordinator's signature, to read faces",
      expected: /bad_signature/,
      forge: (genuine) => reencode(genuine, { sealingKey: generateSealingKey().publicJwk }),
    }),
    forgery({
      id: 'config-without-sealing-key',
      tried: 'a configuration without a seal, so that faces travel in the clear',
      expected: /bad_signature/,
      forge: (genuine) => reencode(genuine, { sealingKey: undefined }),
    }),
    forgery({
      id: 'config-alg-none',
      tried: 'a configuration with alg none',
      expected: /malformed/,
      forge: (genuine) => withoutAlgorithm(genuine),
    }),
    forgery({
      id: 'config-of-another-edge',
      tried: "the lobby's true configuration for the yard",
      expected: /wrong_edge/,
      forge: (_, scene) => latestConfig(scene, 'hq/main/lobby'),
    }),
    forgery({
      id: 'config-of-another-building',
      tried: 'the true configuration of an edge of another building',
      expected: /wrong_edge/,
      forge: (_, scene) => latestConfig(scene, 'hq/annex/side'),
    }),
    forgery({
      id: 'config-as-revocation',
      tried: 'a true configuration on the topic of revocations',
      expected: /malformed/,
      kind: 'revoke',
      forge: (genuine) => genuine,
    }),
    forgery({
      id: 'revocation-forged',
      adversary: 'stolen device',
      tried: "a revocation of the coordinator's key, signed by an edge",
      expected: /unknown_key/,
      kind: 'revoke',
      async forge(genuine, { lobby, bundleOf }) {
        const { edge, issuedAt, expiresAt } = JSON.parse(partsOf(genuine).payload);
        const [key] = (await bundleOf('hq/main/yard')).coordinatorKeys;
        const body = { v: 1, edge, version: 1, issuedAt, expiresAt, revokedKids: [String(key!.kid)] };
        return lobby.signer.sign(JWS_TYPES.revoke, body);
      },
    }),
  ],
};
