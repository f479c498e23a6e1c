import { createMetricsRegistry } from '@portero/runtime';
import { recordingLogger } from '@portero/testkit';
import { onTestFinished } from 'vitest';
import { createEdgeAgent } from '../src/agent.ts';
import type { EdgeAgentOptions, FaceEncoder } from '../src/agent-types.ts';
import { CardFeed } from '../src/cards/card-feed.ts';
import type { DoorConfigInput } from '../src/door-config.ts';
import type { EdgeEvents } from '../src/events.ts';
import type { EdgeWorld } from './edge-world.ts';
import { recordingActuator } from './recording-actuator.ts';

/** An agent with one door that looks at a folder of photographs, and everything that it says. */
export function makeAgent(
  { world, encoder, photos }: { world: EdgeWorld; encoder: FaceEncoder; photos: string },
  door: Partial<DoorConfigInput> = {},
  options: Partial<EdgeAgentOptions> = {},
) {
  const actuator = recordingActuator();
  const card = new CardFeed();
  const log = recordingLogger();
  const registry = createMetricsRegistry('test');
  const front = { door: 'front', camera: `dir:${photos}`, independentFrames: true, maxFaces: 1, ...door };
  const bundle = world.bundle([front]);
  const agent = createEdgeAgent(
    { bundle, ...options },
    { encoder, logger: log.logger, registry, parts: { front: { actuator, cardReader: card } } },
  );
  const events: { name: keyof EdgeEvents; payload: EdgeEvents[keyof EdgeEvents] }[] = [];
  const names = [
    'frame',
    'observed',
    'answered',
    'actuated',
    'refused',
    'settled',
    'commandRefused',
  ] as const;
  for (const name of names) agent.events.on(name, (payload) => events.push({ name, payload }));
  onTestFinished(() => agent.stop());
  const refusals = () =>
    events.flatMap(({ name, payload }) =>
      name === 'commandRefused' && 'reason' in payload ? [payload.reason] : [],
    );
  return { agent, actuator, card, log, registry, events, refusals };
}
