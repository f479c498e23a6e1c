import { PassThrough } from 'node:stream';
import { recordingLogger } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { ArmedCard } from './armed-card.ts';
import { CardFeed } from './card-feed.ts';
import type { CardReader } from './card-reader.ts';
import { createCardReader } from './create-card-reader.ts';

async function tokens(reader: CardReader, count: number): Promise<string[]> {
  const found: string[] = [];
  for await (const { token } of reader) {
    found.push(token);
    if (found.length === count) await reader.stop();
  }
  return found;
}

describe('an armed card', () => {
  it('is taken once, within its time', () => {
    const card = new ArmedCard({ armMs: 1000 });
    card.arm('A', 0);
    expect(card.isArmed(999)).toBe(true);
    expect(card.take(999)).toBe('A');
    expect(card.take(999)).toBeUndefined();
  });

  it('is gone when its time is over, and gives way to the next', () => {
    const card = new ArmedCard({ armMs: 1000 });
    card.arm('A', 0);
    expect(card.take(1000)).toBeUndefined();
    card.arm('B', 2000);
    card.arm('C', 2001);
    expect(card.take(2002)).toBe('C');
  });
});

describe('a card feed', () => {
  it('hands out what was shown before and after somebody listens, then ends', async () => {
    const feed = new CardFeed();
    feed.present('A');
    const read = tokens(feed, 2);
    setImmediate(() => feed.present('B'));
    expect(await read).toEqual(['A', 'B']);
    expect(feed.present('C')).toBe(false);
  });

  it.each(['', 'with space', 'ünï', 'x'.repeat(129)])('refuses %j, which no card can be', (token) => {
    expect(new CardFeed().present(token)).toBe(false);
  });
});

it('reads a token a line from standard input and logs none', async () => {
  const stdin = new PassThrough();
  const { logger, text } = recordingLogger();
  const reader = createCardReader({ kind: 'stdin' }, { logger, stdin });
  stdin.write('04A1B2\r\n\r\nnot a token\n04C3D4\n');
  expect(await tokens(reader!, 2)).toEqual(['04A1B2', '04C3D4']);
  expect(text()).toContain('not readable');
  expect(text()).not.toContain('not a token');
});
