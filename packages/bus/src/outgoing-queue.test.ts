import { describe, expect, test, vi } from 'vitest';
import { type Connection, ConnectionClosedError } from './connection.ts';
import { OutgoingQueue } from './outgoing-queue.ts';

interface Sent {
  topic: string;
  acknowledge: () => void;
  break: () => void;
}

/** A connection whose broker answers when the test says so. */
function fakeConnection(receiveMaximum = 100): { connection: Connection; sent: Sent[] } {
  const sent: Sent[] = [];
  const connection: Connection = {
    protocolVersion: 4,
    receiveMaximum,
    publish: (topic) =>
      new Promise((resolve, reject) => {
        sent.push({ topic, acknowledge: resolve, break: () => reject(new ConnectionClosedError('cut')) });
      }),
    subscribe: async () => {},
    unsubscribe: async () => {},
    closed: new Promise(() => {}),
    end: async () => {},
  };
  return { connection, sent };
}

const options = { qos: 1, retain: false, timeoutMs: 60_000 } as const;
const topicsOf = (sent: Sent[]) => sent.map(({ topic }) => topic);

describe('OutgoingQueue', () => {
  test('has no more on their way than the broker takes', async () => {
    const queue = new OutgoingQueue(10);
    const { connection, sent } = fakeConnection(2);
    queue.attach(connection);
    const done = ['a', 'b', 'c'].map((topic) => queue.add(topic, '', options));
    expect(topicsOf(sent)).toEqual(['a', 'b']);
    sent[0]!.acknowledge();
    await done[0];
    await vi.waitFor(() => expect(topicsOf(sent)).toEqual(['a', 'b', 'c']));
    for (const { acknowledge } of sent) acknowledge();
    await Promise.all(done);
  });

  test('sends what a broken connection left unacknowledged again, before what is younger', async () => {
    const queue = new OutgoingQueue(10);
    const first = fakeConnection(2);
    queue.attach(first.connection);
    const done = ['a', 'b', 'c'].map((topic) => queue.add(topic, '', options));
    queue.detach();
    for (const sent of first.sent) sent.break();
    await vi.waitFor(() => expect(queue.waiting).toBe(3));
    const second = fakeConnection();
    queue.attach(second.connection);
    expect(topicsOf(second.sent)).toEqual(['a', 'b', 'c']);
    for (const { acknowledge } of second.sent) acknowledge();
    await Promise.all(done);
  });

  test('gives a message up that broke two connections', async () => {
    const queue = new OutgoingQueue(10);
    const done = queue.add('denied', '', options);
    const outcome = expect(done).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    for (let attempt = 0; attempt < 2; attempt++) {
      const { connection, sent } = fakeConnection();
      queue.attach(connection);
      expect(topicsOf(sent)).toEqual(['denied']);
      queue.detach();
      sent[0]!.break();
      await vi.waitFor(() => expect(queue.waiting).toBe(1 - attempt));
    }
    await outcome;
  });

  test('says when a message was sent and not acknowledged', async () => {
    const queue = new OutgoingQueue(10);
    queue.attach(fakeConnection().connection);
    await expect(queue.add('a', '', { ...options, timeoutMs: 5 })).rejects.toMatchObject({
      code: 'PUBLISH_TIMEOUT',
    });
  });

  test('rejects what waits when it is stopped', async () => {
    const queue = new OutgoingQueue(10);
    const done = queue.add('a', '', options);
    queue.stop();
    await expect(done).rejects.toMatchObject({ code: 'STOPPED' });
  });
});
