import { JWS_TYPES, parseDoorAddress, topics } from '@portero/protocol';
import type { Adversary, Attack, Control } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';
import { WatchedLog } from '../scene/watched-log.ts';

export const REFUSED = 'observation refused';

interface Forgery {
  id: string;
  adversary: Adversary;
  tried: string;
  expected: RegExp;
  /** As it is published on the topic of the lobby's door. */
  forge(scene: Scene): Promise<string | Buffer> | string | Buffer;
}

/** Something on the lobby's topic that the coordinator must not take for the lobby's word. */
export function forgery({ id, adversary, tried, expected, forge }: Forgery): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the coordinator: openObservation' },
    async attempt(scene) {
      const { installation, lobby } = scene;
      const log = new WatchedLog(installation.log);
      const received = lobby.received.length;
      await lobby.bus.publish(topics.observe(parseDoorAddress(lobby.door)), await forge(scene));
      const how = await log.quote(REFUSED);
      // Answered after it, so that an answer to the forgery would have been here.
      await lobby.ask({ face: installation.faces.person() });
      return { achieved: lobby.received.length > received + 1, how };
    },
  };
}

export const sealed = ({ lobby }: Scene, jws: string) => lobby.sealer.seal(jws);
export const rawlySigned = (scene: Scene, change: Record<string, unknown>) =>
  sealed(
    scene,
    scene.lobby.signer.sign(JWS_TYPES.observation, {
      ...scene.lobby.compose({ face: scene.picture() }),
      ...change,
    }),
  );

export const answered: Control = {
  id: 'observation-answered',
  what: "the lobby's own observation of somebody who may pass is answered with an unlock that its door takes",
  holds: async ({ lobby, picture }) => {
    const { command, verdict } = await lobby.ask({ face: picture() });
    return command.action === 'unlock' && verdict.accepted;
  },
};
