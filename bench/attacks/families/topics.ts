import { randomUUID } from 'node:crypto';
import { connectBus } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import type { Attack, Family } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

const LOBBY = 'portero/v1/hq/main/lobby';
const GARAGE = 'portero/v1/hq/main/garage';
const ANNEX = 'portero/v1/hq/annex/side';
const logger = silentLogger();

/** A connection of its own for each attempt: one that is denied something is closed. */
async function enter({ bundleOf, installation }: Scene, edge: string) {
  return connectBus(
    {
      ...{ url: installation.brokerUrl(), clientId: `thief-${randomUUID()}`, publishTimeoutMs: 500 },
      tls: (await bundleOf(edge)).tls!,
    },
    { logger },
  );
}

function publishing(id: string, edge: string, topic: string, tried: string): Attack {
  return {
    ...{ id, tried, adversary: 'stolen device', refusedBy: 'the broker: rights follow from the certificate' },
    expected: /a publication was denied/,
    async attempt(scene) {
      const bus = await enter(scene, edge);
      const log = new WatchedLog(scene.installation.log);
      const mark = `attempt ${randomUUID()}`;
      const published = bus.publish(topic, mark).catch(() => undefined);
      const how = await log.quote('a publication was denied', { topic });
      await published;
      await bus.stop();
      // What the witness says after it is heard after it.
      await scene.witness.publish(`${GARAGE}/config`, mark);
      const heard = () => scene.heard.filter(({ payload }) => payload.toString() === mark);
      await waitUntil(() => heard().some((message) => message.topic === `${GARAGE}/config`));
      return { achieved: heard().length > 1, how };
    },
  };
}

function subscribing(id: string, edge: string, filter: string, tried: string): Attack {
  return {
    ...{ id, tried, adversary: 'stolen device', refusedBy: 'the broker: rights follow from the certificate' },
    expected: /a subscription was denied/,
    async attempt(scene) {
      const bus = await enter(scene, edge);
      const log = new WatchedLog(scene.installation.log);
      let heard = 0;
      await bus.subscribe(filter, () => void heard++).catch(() => undefined);
      const how = await log.quote('a subscription was denied', { filter });
      await scene.lobby.ask({ face: scene.picture() });
      await bus.stop();
      return { achieved: heard > 0, how };
    },
  };
}

/** Ids become levels of topics: the roster must not take one that is a wildcard there. */
function naming(id: string, edge: string): Attack {
  return {
    id: `place-${id}`,
    adversary: 'disgruntled administrator',
    tried: `an edge called ${JSON.stringify(edge)}`,
    refusedBy: 'the roster: places are slugs',
    expected: /INVALID|not/,
    async attempt({ installation }) {
      const outcome = await installation.roster.places.addEdge(edge).then(
        () => 'it was added',
        (error: Error & { code?: string }) => error.code ?? error.message,
      );
      return { achieved: outcome === 'it was added', how: outcome };
    },
  };
}

export const topicRights: Family = {
  name: 'topics',
  controls: [
    {
      id: 'own-topics',
      what: 'the garage may publish and hear what is its own',
      async holds(scene) {
        const bus = await enter(scene, 'hq/main/garage');
        const mark = randomUUID();
        await bus.subscribe(`${GARAGE}/door/+/cmd`, () => {});
        await bus.publish(`${GARAGE}/door/gate/event`, mark);
        await waitUntil(() => scene.heard.some(({ payload }) => payload.toString() === mark));
        await bus.stop();
        return true;
      },
    },
  ],
  attacks: [
    publishing('publish-cmd', 'hq/main/lobby', `${LOBBY}/door/front/cmd`, 'a command to its own door'),
    publishing('publish-config', 'hq/main/lobby', `${LOBBY}/config`, 'its own configuration'),
    publishing('publish-revoke', 'hq/main/lobby', `${LOBBY}/revoke`, "a revocation of the coordinator's key"),
    publishing(
      'publish-as-another',
      'hq/main/garage',
      `${LOBBY}/door/front/observe`,
      "on the next door's topic",
    ),
    publishing(
      'publish-other-building',
      'hq/annex/side',
      `${LOBBY}/state`,
      'with a certificate of another building',
    ),
    publishing('publish-deeper', 'hq/main/lobby', `${LOBBY}/door/front/observe/x`, 'on a topic that is none'),
    publishing(
      'publish-lookalike',
      'hq/main/lobby',
      'portero/v1/hq/main/lobby2/state',
      'on a topic that begins alike',
    ),
    subscribing('subscribe-all', 'hq/main/garage', '#', 'to hear everything'),
    subscribing('subscribe-levels', 'hq/main/garage', '+/+/+/+/+/door/+/cmd', 'to hear every command'),
    subscribing(
      'subscribe-building',
      'hq/main/garage',
      'portero/v1/hq/main/+/door/+/cmd',
      'to hear its building',
    ),
    subscribing(
      'subscribe-other',
      'hq/main/garage',
      `${LOBBY}/door/front/observe`,
      "to hear another's observations",
    ),
    subscribing(
      'subscribe-other-building',
      'hq/main/garage',
      `${ANNEX}/door/back/cmd`,
      'to hear another building',
    ),
    subscribing(
      ...(['subscribe-shared', 'hq/main/garage', `$share/coordinators/${LOBBY}/door/+/observe`] as const),
      'to take observations away from coordinators',
    ),
    naming('plus', 'hq/main/+'),
    naming('hash', 'hq/main/#'),
    naming('nul', 'hq/main/lobby\0'),
    naming('deeper', 'hq/main/lobby/front'),
  ],
};
