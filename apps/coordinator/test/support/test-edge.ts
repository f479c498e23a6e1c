import { randomUUID } from 'node:crypto';
import { type Bus, connectBus } from '@portero/bus';
import {
  type Command,
  type CommandVerdict,
  CommandVerifier,
  EdgeSealer,
  encodeEmbedding,
  importSigner,
  importVerifier,
  type ObservationInput,
  parseDoorAddress,
  type Signer,
  signAck,
  signObservation,
  topics,
  verifyCommand,
} from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import type { EdgeBundleFile } from '../../src/index.ts';

export interface ReceivedCommand {
  command: Command;
  /** What a real door makes of it. */
  verdict: CommandVerdict;
  retain: boolean;
}

export type Probe = Partial<ObservationInput> & {
  /** What the camera sees, or each of several pictures of it. */
  face: Float32Array | readonly Float32Array[];
  /** Of each picture. @defaultValue 0.9 */
  quality?: number;
};

/** An edge with one door: real key, real broker account, real verifier; camera and lock are the test's. */
export interface TestEdge {
  readonly door: string;
  readonly bus: Bus;
  readonly signer: Signer;
  readonly sealer: EdgeSealer;
  readonly received: readonly ReceivedCommand[];
  /** Runs before a command is looked at. */
  beforeCommand(hook: (requestId: string) => Promise<void>): void;
  compose(probe: Probe): ObservationInput;
  send(
    observation: ObservationInput,
    options?: { topicDoor?: string; signer?: Signer; sealed?: boolean },
  ): Promise<void>;
  /** Sends and waits for the answer. */
  ask(probe: Probe): Promise<ReceivedCommand>;
  answersTo(requestId: string, count?: number): Promise<ReceivedCommand[]>;
  acknowledge(requestId: string, outcome: 'actuated' | 'refused' | 'shown'): Promise<void>;
  stop(): Promise<void>;
}

export interface TestEdgeOptions {
  bundle: EdgeBundleFile;
  /** `site/building/edge/door` */
  door: string;
  modelId: string;
  /** @defaultValue of the bundle */
  brokerUrl?: string;
  /** How far the clock of this edge is off. @defaultValue 0 */
  clockErrorMs?: number;
}

export async function connectTestEdge(options: TestEdgeOptions): Promise<TestEdge> {
  const { bundle, door, modelId, brokerUrl = bundle.brokerUrl, clockErrorMs = 0 } = options;
  const { username, password, tls } = bundle;
  const bus = await connectBus(
    {
      ...{ url: brokerUrl, clientId: `test-${randomUUID()}` },
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls && { tls }),
    },
    { logger: silentLogger() },
  );
  const signer = importSigner(bundle.signingKey);
  const sealer = new EdgeSealer({ sealingKey: bundle.sealingKey });
  const keys = importVerifier(bundle.coordinatorKeys);
  const verifier = new CommandVerifier({ door, keys });
  const address = parseDoorAddress(door);
  const received: ReceivedCommand[] = [];
  let hook = async (_requestId: string): Promise<void> => {};
  let seq = 0;

  await bus.subscribe(topics.command(address), async ({ payload, retain }) => {
    const opened = verifyCommand(payload, keys);
    if (!opened.ok) throw new Error(`a command that is not the coordinator's: ${opened.reason}`);
    await hook(opened.value.requestId);
    received.push({ command: opened.value, verdict: verifier.verify({ payload, retain }), retain });
  });

  const compose = ({ face, quality = 0.9, ...overrides }: Probe): ObservationInput => {
    const requestId = overrides.requestId ?? randomUUID();
    const issuedAt = Date.now() + clockErrorMs;
    const faces = face instanceof Float32Array ? [face] : face;
    const capturedAt = issuedAt - 50 * faces.length;
    return {
      v: 1,
      ...verifier.issueChallenge({ requestId }),
      requestId,
      seq: seq++,
      door,
      issuedAt,
      expiresAt: issuedAt + 3000,
      mode: overrides.cardToken === undefined ? 'identify' : 'verify',
      modelId,
      frames: faces.map((picture, index) => ({
        capturedAt: capturedAt + 50 * index,
        quality,
        embedding: encodeEmbedding(picture),
      })),
      ...overrides,
    };
  };
  const send: TestEdge['send'] = async (
    observation,
    { topicDoor = door, signer: by = signer, sealed = true } = {},
  ) => {
    const jws = signObservation(observation, by);
    await bus.publish(topics.observe(parseDoorAddress(topicDoor)), sealed ? sealer.seal(jws) : jws);
  };
  const answersTo = async (requestId: string, count = 1) => {
    const answers = () => received.filter(({ command }) => command.requestId === requestId);
    await waitUntil(() => answers().length >= count, { what: `${count} answers to ${requestId}` });
    return answers();
  };
  return {
    door,
    bus,
    signer,
    sealer,
    received,
    beforeCommand(newHook) {
      hook = newHook;
    },
    compose,
    send,
    async ask(probe) {
      const observation = compose(probe);
      await send(observation);
      return (await answersTo(observation.requestId))[0]!;
    },
    answersTo,
    async acknowledge(requestId, outcome) {
      const ack = { v: 1 as const, requestId, bootId: verifier.bootId, outcome, at: Date.now() };
      await bus.publish(topics.ack(address), signAck(ack, signer));
    },
    stop: () => bus.stop(),
  };
}
