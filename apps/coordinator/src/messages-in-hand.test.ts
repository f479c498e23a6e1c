import { describe, expect, it } from 'vitest';
import { MessagesInHand } from './messages-in-hand.ts';

const message = (text: string, topic = 'a') => ({ topic, payload: Buffer.from(text) });
const tail = 'x'.repeat(22);

describe('messages in hand', () => {
  it('are taken once while they are answered, and again afterwards', () => {
    const inHand = new MessagesInHand();
    const first = message(`one ${tail}`);
    expect(inHand.take(first)).toBe(true);
    expect(inHand.take(message(`one ${tail}`))).toBe(false);
    inHand.release(first);
    expect(inHand.size).toBe(0);
    expect(inHand.take(message(`one ${tail}`))).toBe(true);
  });

  it('are not kept out by others that end alike, nor by the same bytes on another topic', () => {
    const inHand = new MessagesInHand();
    const [first, alike] = [message(`one ${tail}`), message(`two ${tail}`)];
    expect([inHand.take(first), inHand.take(alike)]).toEqual([true, true]);
    expect(inHand.take(message(`one ${tail}`, 'b'))).toBe(true);
    inHand.release(alike);
    expect(inHand.take(message(`one ${tail}`))).toBe(false);
  });

  it('may be empty', () => {
    expect(new MessagesInHand().take(message(''))).toBe(true);
  });
});
