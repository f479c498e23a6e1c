import { parseDoorAddress, topics } from '@portero/protocol';
import type { Adversary, Attack, Observed } from '../attack.ts';
import { partsOf } from '../scene/forging.ts';
import type { Scene } from '../scene/scene.ts';

/** Somebody who may pass stands at the door, and the coordinator's answer is held back by the broker. */
export async function heldAnswer({ yard, middle, picture }: Scene) {
  yard.show(picture());
  const observations = await middle.intercept();
  const [genuine] = await middle.answersTo(observations);
  const { requestId } = JSON.parse(partsOf(genuine!).payload) as { requestId: string };
  return { genuine: genuine!, requestId, observations };
}

/** An unlock that a coordinator signed for somebody at another door. */
export async function genuineFor(scene: Scene, edge: 'lobby' | 'annex'): Promise<Buffer> {
  const { heard, picture } = scene;
  const topic = topics.command(parseDoorAddress(scene[edge].door));
  const before = heard.length;
  await scene[edge].ask({ face: picture() });
  return heard.slice(before).find((message) => message.topic === topic)!.payload;
}

interface Forgery {
  id: string;
  adversary?: Adversary;
  tried: string;
  expected: RegExp;
  forge(genuine: Buffer, scene: Scene): Promise<string | Buffer> | string | Buffer;
}

/**
 * The forgery arrives while the door waits, and before the true answer, which has to open it afterwards: so nothing
 * but the forgery itself was what the door refused.
 */
export function forgery({ id, adversary = 'rogue broker', tried, expected, forge }: Forgery): Attack {
  return {
    ...{ id, adversary, tried, expected, refusedBy: 'the door: CommandVerifier' },
    async attempt(scene): Promise<Observed> {
      const { yard, middle } = scene;
      const { genuine, requestId } = await heldAnswer(scene);
      const refused = yard.refusals.length;
      const opened = yard.opened.length;
      await middle.command(await forge(genuine, scene));
      const reason = await yard.refusalAfter(refused);
      const achieved = yard.opened.length > opened;
      await middle.command(genuine);
      const { outcome } = await yard.settled(requestId);
      if (outcome !== 'actuated') return { achieved: true, how: `the true answer did not open: ${outcome}` };
      return { achieved, how: `command refused: ${reason}` };
    },
  };
}
