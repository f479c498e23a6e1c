import { setTimeout as sleep } from 'node:timers/promises';
import { type Bus, type BusMessage, connectBus } from '@portero/bus';
import {
  EdgeSealer,
  EdgeVoice,
  importSigner,
  importVerifier,
  type Proof,
  parseEdgeAddress,
  parseTopic,
  topics,
} from '@portero/protocol';
import { type Logger, newId } from '@portero/runtime';
import { LoadDoor } from './load-door.ts';
import type { LoadEdgeIdentity } from './load-edge-identity.ts';
import type { LoadTally } from './load-tally.ts';

export interface LoadEdge {
  readonly doors: readonly LoadDoor[];
  /** Resolves when the edge may send one more. */
  turn(): Promise<void>;
  stop(): Promise<void>;
}

/** A little less than a coordinator hears of one edge. */
const OBSERVATIONS_A_SECOND = 90;

export interface LoadEdgeOptions {
  readonly identity: LoadEdgeIdentity;
  readonly modelId: string;
  readonly proof: Proof;
}

/** Connects an edge under its own name and hears its doors' commands. @throws {BusError} */
export async function connectLoadEdge(
  options: LoadEdgeOptions,
  { tally, logger }: { tally: LoadTally; logger: Logger },
): Promise<LoadEdge> {
  const { address, connection } = options.identity;
  const clientId = connection.username ?? `edge-${newId()}`;
  const bus = await connectBus({ clientId, ...connection, queueLimit: 10_000 }, { logger });
  const doors = doorsOf(options, { bus, tally });
  await bus.subscribe(`${topics.edgePrefix(parseEdgeAddress(address))}/door/+/cmd`, (message: BusMessage) => {
    const parsed = parseTopic(message.topic);
    if (parsed?.kind === 'cmd') doors.get(parsed.door.door)?.commanded(message);
  });
  let nextAtMs = 0;
  return {
    doors: [...doors.values()],
    async turn() {
      const nowMs = performance.now();
      const atMs = Math.max(nowMs, nextAtMs);
      nextAtMs = atMs + 1000 / OBSERVATIONS_A_SECOND;
      if (atMs > nowMs) await sleep(atMs - nowMs);
    },
    stop: () => bus.stop(),
  };
}

function doorsOf(
  { identity, modelId, proof }: LoadEdgeOptions,
  { bus, tally }: { bus: Bus; tally: LoadTally },
): Map<string, LoadDoor> {
  let seq = 0;
  const bootId = newId();
  const shared = {
    ...{ bus, tally, bootId },
    voice: new EdgeVoice(
      { edge: identity.address, bootId, proof },
      {
        signer: importSigner(identity.signingKey),
        sealer: new EdgeSealer({ sealingKey: identity.sealingKey }),
      },
    ),
    keys: importVerifier([identity.coordinatorKey]),
    nextSeq: () => seq++,
  };
  return new Map(
    identity.doors.map((door) => [
      door,
      new LoadDoor({ address: `${identity.address}/${door}`, modelId }, shared),
    ]),
  );
}
