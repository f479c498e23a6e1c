import { recordingLogger } from '@portero/testkit';
import { expect, it } from 'vitest';
import { EventHub } from './event-hub.ts';

it('delivers to every handler, even if one fails, until it unsubscribes', () => {
  const { logger, records } = recordingLogger();
  const hub = new EventHub<{ tick: number }>(logger);
  const seen: number[] = [];
  hub.on('tick', () => {
    throw new Error('a printing mistake');
  });
  const off = hub.on('tick', (value) => seen.push(value));
  hub.emit('tick', 1);
  off();
  hub.emit('tick', 2);
  expect(seen).toEqual([1]);
  expect(records[0]).toMatchObject({ reason: 'a printing mistake' });
});
