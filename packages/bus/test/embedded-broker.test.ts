import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { type Broker, type BusMessage, type BusOptions, connectBus, startBroker } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { freePort, recordingLogger, waitUntil } from '@portero/testkit';
import { connectAsync } from 'mqtt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { passwordOf, startEmbedded, type Username } from './brokers.ts';

const COMMAND = 'portero/v1/hq/main/lobby/door/front/cmd';
const logger = silentLogger();

describe('the embedded broker', () => {
  let broker: { url: string; port: number };
  const stops: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    const started = await startEmbedded({ rules: 'house' });
    broker = started;
    stops.push(() => started.stop());
  });

  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  async function join(username: Username, options: Partial<BusOptions> = {}) {
    const password = passwordOf(username);
    const bus = await connectBus(
      { url: broker.url, clientId: username, username, password, ...options },
      { logger },
    );
    stops.push(() => bus.stop());
    return bus;
  }

  test('does not take a retained command, and closes the connection it came on', async () => {
    const coordinator = await join('coordinator');
    await expect(coordinator.publish(COMMAND, 'unlock', { retain: true })).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    await waitUntil(() => coordinator.connected);
    const commands: BusMessage[] = [];
    const edge = await join('lobby');
    await edge.subscribe(COMMAND, (message) => void commands.push(message));
    await coordinator.publish(COMMAND, 'deny');
    await waitUntil(() => commands.length > 0);
    expect(commands.map(({ payload }) => payload.toString())).toEqual(['deny']);
  });

  test('refuses a connection whose will its account may not publish', async () => {
    const will = { topic: COMMAND, payload: 'unlock' };
    await expect(join('lobby', { will })).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
  });

  test('lets no account take over the connection of another by its client id', async () => {
    const coordinator = await join('coordinator', { clientId: 'coordinator-1' });
    const changes: boolean[] = [];
    coordinator.onConnectionChange((connected) => changes.push(connected));
    await join('garage', { clientId: 'coordinator-1' });
    await coordinator.publish(COMMAND, 'still here');
    expect(changes).toEqual([]);
  });

  test('keeps no command for a device that is away, even if it asks for that', async () => {
    const options = {
      clientId: 'persistent',
      clean: false,
      username: 'lobby',
      password: passwordOf('lobby'),
    };
    const first = await connectAsync(broker.url, options);
    await first.subscribeAsync(COMMAND, { qos: 1 });
    await first.endAsync();
    const coordinator = await join('coordinator');
    await coordinator.publish(COMMAND, 'unlock, an hour ago');
    const heard: string[] = [];
    const second = await connectAsync(broker.url, options);
    stops.push(() => second.endAsync(true));
    second.on('message', (_topic, payload) => heard.push(payload.toString()));
    await second.subscribeAsync(COMMAND, { qos: 1 });
    await coordinator.publish(COMMAND, 'deny');
    await waitUntil(() => heard.length > 0);
    expect(heard).toEqual(['deny']);
  });

  test('refuses what it cannot do: shared subscriptions', async () => {
    const coordinator = await join('coordinator');
    const shared = coordinator.subscribe('$share/coordinators/portero/v1/+/+/+/door/+/observe', () => {});
    await expect(shared).rejects.toMatchObject({ code: 'SUBSCRIBE_REFUSED' });
  });

  test('refuses a subscription beyond the rights of the account', async () => {
    const edge = await join('lobby');
    await expect(edge.subscribe('#', () => {})).rejects.toMatchObject({ code: 'SUBSCRIBE_REFUSED' });
  });

  test('ends a connection that sends a packet over the limit', async () => {
    const edge = await join('lobby');
    const large = edge.publish('portero/v1/hq/main/lobby/door/front/observe', Buffer.alloc(70_000));
    await expect(large).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });
});

describe('startBroker', () => {
  const brokers: Broker[] = [];
  afterEach(async () => {
    for (const broker of brokers.splice(0)) await broker.stop();
  });

  async function start(...args: Parameters<typeof startBroker>): Promise<Broker> {
    const broker = await startBroker(...args);
    brokers.push(broker);
    return broker;
  }

  test('lets nobody in when it knows nobody', async () => {
    const { url } = await start({}, { logger });
    const joining = connectBus({ url, clientId: 'x', username: 'x', password: 'x' }, { logger });
    await expect(joining).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
  });

  test('says that its port is taken', async () => {
    const { port } = await start({}, { logger });
    await expect(start({ port }, { logger })).rejects.toMatchObject({ code: 'BROKER_START_FAILED' });
  });

  test('stops twice without harm, and closes what is connected', async () => {
    const broker = await start({}, { logger });
    const socket = connectTcp(broker.port, '127.0.0.1');
    await once(socket, 'connect');
    const closed = once(socket, 'close');
    socket.resume();
    await Promise.all([broker.stop(), broker.stop()]);
    await closed;
  });

  test('ends a connection that does not say who it is', async () => {
    const broker = await start({ connectTimeoutMs: 20 }, { logger });
    const socket = connectTcp(broker.port, '127.0.0.1');
    socket.resume();
    await once(socket, 'close');
  });

  test('drops connections beyond the limit', async () => {
    const broker = await start({ maxConnections: 1 }, { logger });
    const first = connectTcp(broker.port, '127.0.0.1');
    await once(first, 'connect');
    const second = connectTcp(broker.port, '127.0.0.1');
    second.on('error', () => {});
    second.resume();
    await once(second, 'close');
    first.destroy();
  });

  test('asks for accounts at each connection, and survives not getting them', async () => {
    const { logger: recording, records } = recordingLogger();
    const broken = async () => {
      throw new Error('the file of accounts is gone');
    };
    const { url } = await start({ accounts: broken }, { logger: recording });
    const joining = connectBus(
      { url, clientId: 'x', username: 'x', password: 'secret', connectTimeoutMs: 300 },
      { logger },
    );
    await expect(joining).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    await waitUntil(() => records.some(({ reason }) => reason === 'the file of accounts is gone'));
    expect(JSON.stringify(records)).not.toContain('secret');
  });
});

describe('connectBus', () => {
  test('waits for a broker that is not there yet', async () => {
    const port = await freePort();
    const options = {
      clientId: 'lobby',
      username: 'lobby',
      password: passwordOf('lobby'),
      reconnectMaxMs: 20,
    };
    const joining = connectBus({ url: `mqtt://127.0.0.1:${port}`, ...options }, { logger });
    const broker = await startEmbedded({ port, rules: 'house' });
    const bus = await joining;
    expect(bus.connected).toBe(true);
    await bus.stop();
    await broker.stop();
  });

  test('gives up in the time allowed, and says where nobody was', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const joining = connectBus({ url, clientId: 'lobby', connectTimeoutMs: 100 }, { logger });
    await expect(joining).rejects.toMatchObject({
      code: 'CONNECT_TIMEOUT',
      message: expect.stringContaining(url),
    });
  });

  test('gives up at once when it is told to', async () => {
    const url = `mqtt://127.0.0.1:${await freePort()}`;
    const stopped = new AbortController();
    const joining = connectBus(
      {
        url,
        clientId: 'lobby',
        connectTimeoutMs: 3_600_000,
        reconnectMaxMs: 3_600_000,
        signal: stopped.signal,
      },
      { logger },
    );
    const outcome = expect(joining).rejects.toMatchObject({ code: 'STOPPED' });
    stopped.abort();
    await outcome;
    await expect(
      connectBus({ url, clientId: 'lobby', signal: stopped.signal }, { logger }),
    ).rejects.toMatchObject({
      code: 'STOPPED',
    });
  });

  test('stops at once while it tries to reconnect', async () => {
    const broker = await startEmbedded({ rules: 'house' });
    const options = {
      clientId: 'lobby',
      username: 'lobby',
      password: passwordOf('lobby'),
      reconnectMaxMs: 60_000,
    };
    const bus = await connectBus({ url: broker.url, ...options }, { logger });
    await broker.stop();
    await waitUntil(() => !bus.connected);
    await bus.stop();
    expect(bus.connected).toBe(false);
  });
});
