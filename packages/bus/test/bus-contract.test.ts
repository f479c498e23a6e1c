import { connect } from 'node:net';
import { type Bus, type BusMessage, type BusOptions, connectBus } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { mosquittoAvailable, recordingLogger, skipLoudly, waitUntil } from '@portero/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  passwordOf,
  type RunningBroker,
  type StartBroker,
  startEmbedded,
  startRealMosquitto,
  type Username,
} from './brokers.ts';
import { layCable } from './cable.ts';

const STATE = 'portero/v1/hq/main/lobby/state';
const OBSERVE = 'portero/v1/hq/main/lobby/door/front/observe';
const COMMAND = 'portero/v1/hq/main/lobby/door/front/cmd';
const ALL_STATES = 'portero/v1/+/+/+/state';

/** What every broker that Portero runs on must do for the bus. */
function contract(name: string, start: StartBroker, protocolVersion: 4 | 5): void {
  describe(`the bus on ${name}`, () => {
    let broker: RunningBroker;
    const stops: (() => Promise<void>)[] = [];

    beforeEach(async () => {
      broker = await start({ rules: 'house' });
      stops.push(() => broker.stop());
    });

    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    });

    async function join(
      username: Username,
      options: Partial<BusOptions> = {},
      logger = silentLogger(),
    ): Promise<Bus> {
      const bus = await connectBus(
        {
          url: broker.url,
          clientId: username,
          username,
          password: passwordOf(username),
          reconnectMaxMs: 50,
          ...options,
        },
        { logger },
      );
      stops.push(() => bus.stop());
      return bus;
    }

    async function listen(bus: Bus, filter: string): Promise<BusMessage[]> {
      const heard: BusMessage[] = [];
      await bus.subscribe(filter, (message) => {
        heard.push(message);
      });
      return heard;
    }

    const texts = (heard: BusMessage[]) => heard.map(({ payload }) => payload.toString('utf8'));

    test(`speaks version ${protocolVersion} of the protocol`, async () => {
      expect((await join('coordinator')).protocolVersion).toBe(protocolVersion);
    });

    test('carries an observation there and a command back, in order and unchanged', async () => {
      const coordinator = await join('coordinator');
      const edge = await join('lobby');
      await coordinator.subscribe('portero/v1/+/+/+/door/+/observe', ({ payload }) =>
        coordinator.publish(COMMAND, payload),
      );
      const commands = await listen(edge, 'portero/v1/hq/main/lobby/door/+/cmd');
      const payloads = Array.from({ length: 50 }, (_, index) => Buffer.from([index, 0, 255]));
      await Promise.all(payloads.map((payload) => edge.publish(OBSERVE, payload)));
      await waitUntil(() => commands.length === payloads.length, { what: 'the commands' });
      expect(commands.map(({ payload }) => payload)).toEqual(payloads);
      expect(commands.every(({ qos, retain, topic }) => qos === 1 && !retain && topic === COMMAND)).toBe(
        true,
      );
    });

    test('keeps a state for those who come later, marked as retained, and sends new ones unmarked', async () => {
      const edge = await join('lobby');
      await edge.publish(STATE, 'online', { retain: true });
      const coordinator = await join('coordinator');
      const states = await listen(coordinator, ALL_STATES);
      await waitUntil(() => states.length === 1);
      await edge.publish(STATE, 'busy', { retain: true });
      await waitUntil(() => states.length === 2);
      expect(states.map(({ retain, payload }) => [retain, payload.toString()])).toEqual([
        [true, 'online'],
        [false, 'busy'],
      ]);
    });

    test('publishes the will of a client whose cable is cut, and keeps it', async () => {
      const coordinator = await join('coordinator');
      const states = await listen(coordinator, ALL_STATES);
      const cable = await layCable(broker.port);
      stops.push(() => cable.stop());
      await join('lobby', { url: cable.url, will: { topic: STATE, payload: 'offline' } });
      cable.cut();
      await waitUntil(() => states.length > 0, { what: 'the will' });
      const observer = await join('observer');
      const kept = await listen(observer, ALL_STATES);
      await waitUntil(() => kept.length > 0, { what: 'the retained will' });
      expect([texts(states), texts(kept), kept[0]?.retain]).toEqual([['offline'], ['offline'], true]);
    });

    test('publishes neither the will nor anything else of a client that stops', async () => {
      const coordinator = await join('coordinator');
      const states = await listen(coordinator, 'portero/v1/#');
      const edge = await join('lobby', { will: { topic: STATE, payload: 'offline' } });
      await edge.stop();
      await edge.stop();
      const garage = await join('garage');
      await garage.publish('portero/v1/hq/main/garage/state', 'the next thing to happen', { retain: true });
      await waitUntil(() => states.length > 0);
      expect(texts(states)).toEqual(['the next thing to happen']);
      await expect(edge.publish(STATE, 'online')).rejects.toMatchObject({ code: 'STOPPED' });
      await expect(edge.subscribe(COMMAND, () => {})).rejects.toMatchObject({ code: 'STOPPED' });
    });

    test('reconnects after the broker has restarted, and renews its subscriptions', async () => {
      const coordinator = await join('coordinator');
      const edge = await join('lobby');
      const commands = await listen(edge, COMMAND);
      const changes: boolean[] = [];
      edge.onConnectionChange((connected) => changes.push(connected));
      await broker.stop();
      await waitUntil(() => !edge.connected && !coordinator.connected, { what: 'the loss to be noticed' });
      broker = await start({ port: broker.port, rules: 'house' });
      await waitUntil(() => edge.connected && coordinator.connected, { what: 'the reconnection' });
      await coordinator.publish(COMMAND, 'after the restart');
      await waitUntil(() => commands.length > 0);
      expect([texts(commands), changes]).toEqual([['after the restart'], [false, true]]);
    });

    test('sends what was published during an outage when it is over', async () => {
      const coordinator = await join('coordinator');
      const observed = await listen(coordinator, OBSERVE);
      const cable = await layCable(broker.port);
      stops.push(() => cable.stop());
      const edge = await join('lobby', { url: cable.url });
      cable.cut();
      await waitUntil(() => !edge.connected);
      const published = ['first', 'second'].map((text) => edge.publish(OBSERVE, text, { timeoutMs: 20_000 }));
      cable.mend();
      await Promise.all(published);
      await waitUntil(() => observed.length >= 2);
      expect(texts(observed)).toEqual(['first', 'second']);
    });

    test('gives a message up that could not be sent in its time', async () => {
      const cable = await layCable(broker.port);
      stops.push(() => cable.stop());
      const edge = await join('lobby', { url: cable.url, queueLimit: 1 });
      cable.cut();
      await waitUntil(() => !edge.connected);
      const late = edge.publish(OBSERVE, 'late', { timeoutMs: 50 });
      await expect(edge.publish(OBSERVE, 'too many')).rejects.toMatchObject({ code: 'QUEUE_FULL' });
      await expect(late).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    });

    test('shows a door that a command was retained', async () => {
      await broker.stop();
      broker = await start({ rules: 'open' });
      const coordinator = await join('coordinator');
      await coordinator.publish(COMMAND, 'unlock', { retain: true });
      const commands = await listen(await join('lobby'), COMMAND);
      await waitUntil(() => commands.length > 0);
      expect(commands[0]?.retain).toBe(true);
    });

    test('lets no edge speak for another or hear what is meant for another', async () => {
      const coordinator = await join('coordinator');
      const heard = await listen(coordinator, 'portero/v1/#');
      const garage = await join('garage');
      const overheard: BusMessage[] = [];
      // The embedded broker refuses; mosquitto agrees and then delivers nothing.
      await garage.subscribe(COMMAND, (message) => void overheard.push(message)).catch(() => undefined);
      await garage.publish(OBSERVE, 'forged', { timeoutMs: 500 }).catch(() => undefined);
      await garage.publish(COMMAND, 'unlock', { timeoutMs: 500 }).catch(() => undefined);
      await coordinator.publish(COMMAND, 'for the lobby');
      await waitUntil(() => heard.length > 0);
      await garage.publish('portero/v1/hq/main/garage/state', 'still here');
      await waitUntil(() => heard.length > 1);
      expect([texts(heard), overheard]).toEqual([['for the lobby', 'still here'], []]);
    });

    test('lets a lock controller hear and answer for its own door only', async () => {
      const coordinator = await join('coordinator');
      const answers = await listen(coordinator, 'portero/v1/+/+/+/door/+/ack');
      const lock = await join('front-lock');
      const commands = await listen(lock, COMMAND);
      await coordinator.publish('portero/v1/hq/main/lobby/door/back/cmd', 'not yours');
      await coordinator.publish(COMMAND, 'yours');
      await waitUntil(() => commands.length > 0);
      await lock.publish('portero/v1/hq/main/lobby/door/front/ack', 'actuated');
      await waitUntil(() => answers.length > 0);
      expect(texts(commands)).toEqual(['yours']);
    });

    test.each([
      ['a wrong password', { password: 'wrong' }],
      ['an unknown username', { username: 'stranger' }],
    ])('refuses %s at once', async (_, wrong) => {
      await expect(join('lobby', wrong)).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
    });

    test('refuses a client that does not say who it is', async () => {
      const anonymous = connectBus({ url: broker.url, clientId: 'anonymous' }, { logger: silentLogger() });
      await expect(anonymous).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
    });

    test('goes on serving others while somebody sends garbage', async () => {
      const coordinator = await join('coordinator');
      const edge = await join('lobby');
      const observed = await listen(coordinator, OBSERVE);
      const garbage = [
        Buffer.from('GET / HTTP/1.1\r\n\r\n'),
        Buffer.alloc(4_096, 0xff),
        Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff]),
        Buffer.from([0x10, 0x02, 0x00]),
        Buffer.from([0x30, 0x80, 0x80, 0x80, 0x7f]),
      ];
      await Promise.all(garbage.map((bytes) => throwAt(broker.port, bytes)));
      await edge.publish(OBSERVE, 'fine');
      await waitUntil(() => observed.length > 0);
      expect(texts(observed)).toEqual(['fine']);
    });

    test('logs a handler that fails, and calls the others', async () => {
      const { logger, records } = recordingLogger();
      const coordinator = await join('coordinator', {}, logger);
      const edge = await join('lobby');
      await coordinator.subscribe(OBSERVE, () => {
        throw new Error('a fault in a handler');
      });
      await coordinator.subscribe(OBSERVE, () => Promise.reject(new Error('a later fault')));
      const observed = await listen(coordinator, OBSERVE);
      await edge.publish(OBSERVE, 'payload');
      await waitUntil(() => observed.length > 0);
      const faults = () => records.filter(({ level }) => level === 50);
      await waitUntil(() => faults().length === 2);
      expect(faults()[0]).toMatchObject({ topic: OBSERVE, reason: 'a fault in a handler' });
    });

    test('no longer calls a handler that has ended its subscription', async () => {
      const coordinator = await join('coordinator');
      const edge = await join('lobby');
      const ended: BusMessage[] = [];
      const end = await coordinator.subscribe(OBSERVE, (message) => void ended.push(message));
      const observed = await listen(coordinator, OBSERVE);
      await end();
      await end();
      await edge.publish(OBSERVE, 'payload');
      await waitUntil(() => observed.length > 0);
      expect(ended).toEqual([]);
    });

    test('refuses topics and filters that are none', async () => {
      const edge = await join('lobby');
      await expect(edge.publish('portero/+/state', 'x')).rejects.toMatchObject({ code: 'TOPIC_INVALID' });
      await expect(edge.subscribe('portero/#/state', () => {})).rejects.toMatchObject({
        code: 'TOPIC_INVALID',
      });
    });
  });
}

/** Resolves when the broker has closed the connection, or has had its chance to read everything. */
function throwAt(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.resume();
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
}

contract('the embedded broker', startEmbedded, 4);
if (mosquittoAvailable()) contract('mosquitto', startRealMosquitto, 5);
else skipLoudly('the bus on mosquitto', 'mosquitto (apt-get install mosquitto)');
