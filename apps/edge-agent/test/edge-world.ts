import { type Authenticate, type Broker, type Bus, connectBus, startBroker } from '@portero/bus';
import {
  type Acknowledgement,
  type CommandInput,
  type DoorStatus,
  type EdgeState,
  generateSealingKey,
  generateSigningKey,
  importSigner,
  importVerifier,
  type Observation,
  openAck,
  openObservation,
  parseDoorStatus,
  parseEdgeState,
  parseTopic,
  type SealingKey,
  SealOpener,
  type SigningKey,
  signCommand,
  topics,
} from '@portero/protocol';
import { newId, silentLogger } from '@portero/runtime';
import { type EdgeBundle, type EdgeBundleInput, parseEdgeBundle } from '../src/edge-bundle.ts';

export const EDGE = { site: 'hq', building: 'main', edge: 'lobby' };
export const FRONT = { ...EDGE, door: 'front' };
const PASSWORD = 'edge-password';

/** A broker, a coordinator's connection that answers as a test says, and the bundle of one edge. */
export interface EdgeWorld {
  readonly broker: Broker;
  readonly coordinatorKey: SigningKey;
  readonly sealingKey: SealingKey;
  /** What each door put on the wire, as the broker sees it. */
  readonly payloads: string[];
  readonly observations: Observation[];
  readonly acks: Acknowledgement[];
  readonly states: EdgeState[];
  readonly statuses: DoorStatus[];
  bundle(doors: EdgeBundleInput['doors'], changes?: Partial<EdgeBundleInput>): EdgeBundle;
  /** What the coordinator does with each observation. */
  answer: (observation: Observation) => Promise<void> | void;
  /** A command that answers the observation rightly, changed as told, signed by `key`. */
  command(observation: Observation, changes?: Partial<CommandInput>, key?: SigningKey): string;
  sendCommand(payload: string, options?: { retain?: boolean }): Promise<void>;
  publish(topic: string, payload: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startEdgeWorld({ port = 0 }: { port?: number } = {}): Promise<EdgeWorld> {
  const logger = silentLogger();
  const authenticate: Authenticate = async (username, password) => {
    if (password?.toString() !== PASSWORD) return undefined;
    return username === 'edge'
      ? { role: 'edge', edge: EDGE, username }
      : { role: 'coordinator', username: 'coordinator' };
  };
  // An adversary on the broker may publish anything, retained commands included.
  const authorise = { mayPublish: () => true, maySubscribe: () => true };
  const broker = await startBroker({ port }, { logger, authenticate, authorise });
  const [edgeKey, coordinatorKey] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  const bus = await connectBus(
    { url: broker.url, clientId: 'coordinator', username: 'coordinator', password: PASSWORD },
    { logger },
  );

  const world: EdgeWorld = {
    ...{ sealingKey: generateSealingKey(), payloads: [] },
    ...{ broker, coordinatorKey, observations: [], acks: [], states: [], statuses: [] },
    answer: () => {},
    bundle: (doors, changes = {}) =>
      parseEdgeBundle({
        ...{ address: 'hq/main/lobby', brokerUrl: broker.url, username: 'edge', password: PASSWORD, doors },
        ...{ signingKey: edgeKey.privateJwk, coordinatorKeys: [coordinatorKey.publicJwk] },
        ...{ sealingKey: world.sealingKey.publicJwk, ...changes },
      }),
    command: (observation, changes = {}, key = coordinatorKey) => {
      const { requestId, nonce, bootId, door: aud } = observation;
      const now = Date.now();
      const answered = { v: 1, aud, requestId, nonce, bootId, issuedAt: now, expiresAt: now + 3000 } as const;
      const decided = { action: 'unlock', reason: 'granted', pulseMs: 1500 } as const;
      const recorded = { decisionId: newId(), policyVersion: 'test-1' };
      const command = { ...answered, ...decided, ...recorded, ...changes } as CommandInput;
      return signCommand(command, importSigner(key.privateJwk));
    },
    sendCommand: (payload, { retain = false } = {}) =>
      bus.publish(topics.command(FRONT), payload, { retain }),
    publish: (topic, payload) => bus.publish(topic, payload, { retain: true }),
    async stop() {
      await bus.stop();
      await broker.stop();
    },
  };
  await listen(bus, world, importVerifier([edgeKey.publicJwk]));
  return world;
}

/** Fills the lists of what the edge says; observations are answered. */
async function listen(
  bus: Bus,
  world: EdgeWorld,
  edgeKeys: ReturnType<typeof importVerifier>,
): Promise<void> {
  const opener = new SealOpener({ keys: [world.sealingKey], acceptUnsealed: true });
  await bus.subscribe(topics.allObservations(), async ({ topic, payload }) => {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'observe') return;
    world.payloads.push(payload.toString());
    const opened = openObservation(payload, edgeKeys, { topicDoor: parsed.door, opener });
    if (!opened.ok) return;
    world.observations.push(opened.value);
    await world.answer(opened.value);
  });
  await bus.subscribe(topics.allAcks(), ({ topic, payload }) => {
    const parsed = parseTopic(topic);
    if (parsed?.kind !== 'ack') return;
    const opened = openAck(payload, edgeKeys, { topicEdge: parsed.door, opener });
    if (opened.ok) world.acks.push(opened.value);
  });
  await bus.subscribe(topics.allStates(), ({ payload }) => {
    const state = parseEdgeState(payload);
    if (state.ok) world.states.push(state.value);
  });
  await bus.subscribe(topics.allStatuses(), ({ payload }) => {
    const status = parseDoorStatus(payload);
    if (status.ok) world.statuses.push(status.value);
  });
}
