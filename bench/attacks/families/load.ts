import { setTimeout as sleep } from 'node:timers/promises';
import { parseDoorAddress, signObservation, topics } from '@portero/protocol';
import type { TestEdge } from '../../../apps/coordinator/test/support/test-edge.ts';
import type { Attack, Family } from '../attack.ts';
import type { Scene } from '../scene/scene.ts';

const VISITS = 5;

/** One device says as much as it can, while somebody walks up to another door again and again. */
function flood(
  id: string,
  tried: string,
  messages: number,
  payload: (scene: Scene, edge: TestEdge) => string,
): Attack {
  return {
    ...{ id, tried, adversary: 'stolen device', refusedBy: 'broker and coordinator: one door is no other' },
    expected: new RegExp(`^${VISITS} of ${VISITS} visits at the lobby were granted`),
    async attempt(scene) {
      const { garage, lobby, picture } = scene;
      const topic = topics.observe(parseDoorAddress(garage.door));
      let sent = 0;
      const flooding = (async () => {
        while (sent < messages) {
          const batch = Array.from({ length: 50 }, () => payload(scene, garage));
          await Promise.all(batch.map((each) => garage.bus.publish(topic, each, { qos: 0 })));
          sent += batch.length;
        }
      })();
      let granted = 0;
      for (let visit = 0; visit < VISITS; visit++) {
        const { command, verdict } = await lobby.ask({ face: picture() });
        if (command.action === 'unlock' && verdict.accepted) granted++;
      }
      const during = sent;
      await flooding;
      return {
        achieved: granted < VISITS,
        how: `${granted} of ${VISITS} visits at the lobby were granted, ${during} of ${messages} messages meanwhile`,
      };
    },
  };
}

export const load: Family = {
  name: 'load',
  controls: [
    {
      id: 'flooding-door-served',
      what: 'the garage itself is answered when it does not flood',
      async holds({ garage, picture }) {
        // What an edge sends beyond its share of a second is not heard, and it has just sent too much.
        await sleep(1_000);
        return (await garage.ask({ face: picture() })).command.action === 'unlock';
      },
    },
  ],
  attacks: [
    flood('flood-of-garbage', 'a flood of 40,000-byte messages that are none', 1_000, () =>
      'x'.repeat(40_000),
    ),
    flood('flood-of-observations', 'a flood of observations, rightly signed and sealed', 400, (scene, edge) =>
      edge.sealer.seal(
        signObservation(edge.compose({ face: scene.installation.faces.person() }), edge.signer),
      ),
    ),
  ],
};
