import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PacketLimit } from './packet-limit.ts';

const CONNECT = [0x10, 2, 0, 0];

/** A packet of `length` bytes after its header, as MQTT frames it. */
function packet(type: number, length: number): number[] {
  const header = [type << 4];
  for (let left = length; ; ) {
    header.push((left % 128) + (left >= 128 ? 0x80 : 0));
    left = Math.floor(left / 128);
    if (left === 0) return [...header, ...new Array<number>(length).fill(0xff)];
  }
}

describe('PacketLimit', () => {
  test('passes packets up to the limit however they are cut into chunks', () => {
    const chunkSizes = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 })), chunkSizes, (lengths, sizes) => {
        const bytes = Uint8Array.from([...CONNECT, ...lengths.flatMap((length) => packet(3, length))]);
        const limit = new PacketLimit(300);
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          expect(limit.inspect(bytes.subarray(at, at + size))).toBeUndefined();
          at += size;
        }
      }),
    );
  });

  test('stops at the header of a packet over the limit', () => {
    const limit = new PacketLimit(300);
    limit.inspect(Uint8Array.from(CONNECT));
    expect(limit.inspect(Uint8Array.from(packet(3, 301).slice(0, 3)))).toBe('a packet is too large');
  });

  test('stops at a length that does not end', () => {
    const limit = new PacketLimit(2 ** 30);
    expect(limit.inspect(Uint8Array.from([0x10, 0x80, 0x80, 0x80, 0x80]))).toMatch(/malformed/);
  });

  test('stops when the first packet is not CONNECT', () => {
    expect(new PacketLimit(300).inspect(Buffer.from('GET / HTTP/1.1'))).toMatch(/CONNECT/);
  });
});
