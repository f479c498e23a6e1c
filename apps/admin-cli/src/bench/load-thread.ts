import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { Proof } from '@portero/protocol';
import { createLogger, errorMessage } from '@portero/runtime';
import { generateLoad, type LoadOptions } from './generate-load.ts';
import { connectLoadEdge, type LoadEdge } from './load-edge.ts';
import type { LoadEdgeIdentity } from './load-edge-identity.ts';
import { type LoadResult, LoadTally } from './load-tally.ts';
import { inTurns } from './probe-pool.ts';

/*
 * The entry of a generator: edges and doors of its own in a thread of its own. Run only as a thread, by `load-generators.ts`.
 */

export interface LoadThreadStart extends LoadOptions {
  readonly identities: readonly LoadEdgeIdentity[];
  readonly modelId: string;
  readonly proof: Proof;
  /** Encoded, of one person each. */
  readonly pictures: readonly (readonly string[])[];
}

/** In this order, each once. */
export type LoadThreadRequest = 'start' | 'open' | 'close' | 'stop';

export type LoadThreadAnswer =
  | { readonly to: 'connect' | 'start' | 'open' }
  | { readonly to: 'close'; readonly answeredInWindow: number }
  | { readonly to: 'stop'; readonly result: LoadResult }
  | { readonly to: 'failed'; readonly reason: string };

const CONNECT_AT_ONCE = 16;

if (parentPort) await serve(parentPort, workerData as LoadThreadStart);

async function serve(port: MessagePort, start: LoadThreadStart): Promise<void> {
  const answer = (message: LoadThreadAnswer) => port.postMessage(message);
  const tally = new LoadTally();
  const stopping = new AbortController();
  let edges: LoadEdge[] = [];
  try {
    edges = await connectAll(start, tally);
    answer({ to: 'connect' });
    await told(port, 'start');
    const load = generateLoad(start, { edges, pictures: inTurns(start.pictures) }, stopping.signal);
    answer({ to: 'start' });
    await told(port, 'open');
    tally.open(performance.now());
    answer({ to: 'open' });
    await told(port, 'close');
    tally.close(performance.now());
    answer({ to: 'close', answeredInWindow: tally.answeredInWindow });
    await told(port, 'stop');
    stopping.abort();
    await load;
    answer({ to: 'stop', result: tally.result() });
  } catch (error) {
    answer({ to: 'failed', reason: errorMessage(error) });
  } finally {
    stopping.abort();
    await Promise.all(edges.map((edge) => edge.stop()));
    port.close();
  }
}

async function told(port: MessagePort, request: LoadThreadRequest): Promise<void> {
  const [message] = (await once(port, 'message')) as [LoadThreadRequest];
  if (message !== request) throw new Error(`was told ${message} where ${request} was due`);
}

async function connectAll(
  { identities, modelId, proof }: LoadThreadStart,
  tally: LoadTally,
): Promise<LoadEdge[]> {
  const logger = createLogger({ name: 'load', level: 'error' });
  const edges: LoadEdge[] = [];
  for (let first = 0; first < identities.length; first += CONNECT_AT_ONCE) {
    const some = identities.slice(first, first + CONNECT_AT_ONCE);
    const connect = (identity: LoadEdgeIdentity) =>
      connectLoadEdge({ identity, modelId, proof }, { tally, logger });
    edges.push(...(await Promise.all(some.map(connect))));
  }
  return edges;
}
