import { connect } from 'node:net';
import { generatePassword, hashPassword, startBroker } from '@portero/bus';
import { createMetricsRegistry, silentLogger } from '@portero/runtime';
import { startHttpServer } from '../../../apps/coordinator/src/http-server.ts';
import { connectPacket, knock } from '../../attacks/scene/knock.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const logger = silentLogger();
const SILENCE_MS = 20;

/** Throws bytes at a port, and goes when the other side has had its turn. */
function throwAt(port: number, ...packets: Buffer[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = () => {
      clearTimeout(silence);
      socket.destroy();
      resolve();
    };
    const silence = setTimeout(end, SILENCE_MS);
    socket.on('error', end);
    socket.once('close', end);
    socket.resume();
    for (const packet of packets) socket.write(packet);
  });
}

function packet(type: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, body.length]), body]);
}

const text = (value: string) => Buffer.concat([Buffer.from([0, value.length]), Buffer.from(value)]);

/** Packets of MQTT at the embedded broker's port, half of them from a device that was let in. */
export async function brokerTarget(): Promise<FuzzTarget> {
  const password = generatePassword();
  const username = 'lobby';
  const account = { role: 'edge', username, edge: { site: 'hq', building: 'main', edge: 'lobby' } } as const;
  const broker = await startBroker(
    { accounts: [{ ...account, passwordHash: await hashPassword(password) }] },
    {
      logger,
      // Hashing a password takes as long as hundreds of inputs.
      authenticate: async (name, offered) =>
        name === username && offered?.toString() === password ? account : undefined,
    },
  );
  const hello = connectPacket({ clientId: 'fuzz', username, password });
  let turn = 0;
  return {
    name: 'broker (MQTT)',
    share: 0.05,
    corpus: [
      hello,
      connectPacket({ clientId: 'x' }),
      packet(
        0x32,
        Buffer.concat([text('portero/v1/hq/main/lobby/state'), Buffer.from([0, 1]), Buffer.from('{}')]),
      ),
      packet(
        0x30,
        Buffer.concat([text('portero/v1/hq/main/lobby/door/front/observe'), Buffer.from('a.b.c')]),
      ),
      packet(
        0x82,
        Buffer.concat([Buffer.from([0, 2]), text('portero/v1/hq/main/lobby/config'), Buffer.from([1])]),
      ),
      packet(0xa2, Buffer.concat([Buffer.from([0, 3]), text('portero/v1/hq/main/lobby/config')])),
      packet(0x62, Buffer.from([0, 1])),
      packet(0xc0, Buffer.alloc(0)),
      packet(0xe0, Buffer.alloc(0)),
    ],
    take: (input) => (turn++ % 2 === 0 ? throwAt(broker.port, hello, input) : throwAt(broker.port, input)),
    isWell: async () => (await knock({ url: broker.url, username, password })).accepted,
    stop: () => broker.stop(),
  };
}

/** Requests of HTTP at the coordinator's port for health and metrics. */
export async function httpTarget(): Promise<FuzzTarget> {
  const server = await startHttpServer(
    { host: '127.0.0.1', port: 0 },
    { logger, registry: createMetricsRegistry('fuzz'), health: async () => ({ healthy: true }) },
  );
  const request = (method: string, path: string, more = '') =>
    Buffer.from(`${method} ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`);
  const port = Number(new URL(server.url).port);
  return {
    name: 'coordinator (HTTP)',
    share: 0.05,
    corpus: [
      request('GET', '/health'),
      request('GET', '/metrics?x=%00', 'Connection: close\r\n'),
      request('POST', '/health', 'Content-Length: 4\r\n\r\nbody'),
      request('GET', '/health', 'Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n'),
      request('OPTIONS', '*', 'Expect: 100-continue\r\n'),
    ],
    take: (input) => throwAt(port, input),
    isWell: async () => (await fetch(`${server.url}/health`)).status === 200,
    stop: () => server.stop(),
  };
}
