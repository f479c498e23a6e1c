import { connectBus } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { describeWithMosquitto, waitUntil } from '@portero/testkit';
import { expect, test } from 'vitest';
import { passwordOf, startRealMosquitto } from './brokers.ts';

const OBSERVE = 'portero/v1/hq/main/lobby/door/front/observe';

describeWithMosquitto('mosquitto, configured from the accounts', () => {
  test('shares the observations among the coordinators of a group', async () => {
    const broker = await startRealMosquitto({ rules: 'open' });
    const join = (username: 'coordinator' | 'observer' | 'lobby') =>
      connectBus(
        { url: broker.url, clientId: username, username, password: passwordOf(username) },
        { logger: silentLogger() },
      );
    const buses = await Promise.all([join('coordinator'), join('observer'), join('lobby')]);
    const heard: string[][] = [[], []];
    for (const [index, list] of heard.entries()) {
      await buses[index]!.subscribe('$share/coordinators/portero/v1/+/+/+/door/+/observe', ({ payload }) => {
        list.push(payload.toString());
      });
    }
    const messages = Array.from({ length: 20 }, (_, index) => `${index}`);
    for (const message of messages) await buses[2]!.publish(OBSERVE, message);
    await waitUntil(() => heard.flat().length >= messages.length);
    expect(heard.flat().sort()).toEqual([...messages].sort());
    expect(heard.every((list) => list.length > 0)).toBe(true);
    await Promise.all(buses.map((bus) => bus.stop()));
    await broker.stop();
  });

  test('tells a client of MQTT 5 that it may not publish', async () => {
    const broker = await startRealMosquitto({ rules: 'house' });
    const bus = await connectBus(
      { url: broker.url, clientId: 'lobby', username: 'lobby', password: passwordOf('lobby') },
      { logger: silentLogger() },
    );
    const forbidden = bus.publish('portero/v1/hq/main/lobby/door/front/cmd', 'unlock');
    await expect(forbidden).rejects.toMatchObject({ code: 'PUBLISH_REFUSED' });
    await bus.stop();
    await broker.stop();
  });
});
