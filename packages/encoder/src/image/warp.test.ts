import { describe, expect, test } from 'vitest';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { drawSquare, fromSquare, squareAroundBox, squareAroundFrame } from './square-crop.ts';
import { warpInto } from './warp.ts';

/** Red is x, green is y, blue is 100. */
function ramp(width: number, height: number): RawFrame {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set([x, y, 100], (y * width + x) * 3);
  }
  return { data, width, height, channels: 3 };
}

function warped(source: RawFrame, size: number, map: Parameters<typeof warpInto>[4]): Float32Array {
  const target = new Float32Array(size * size * 3);
  warpInto(target, 0, { width: size, height: size }, source, map);
  return target;
}

describe('warpInto', () => {
  const frame = ramp(40, 40);

  test('copies where nothing moves', () => {
    const copy = warped(frame, 40, { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 });
    expect([...copy]).toEqual([...frame.data]);
  });

  test('interpolates between pixels', () => {
    const result = warped(frame, 4, { xx: 1, xy: 0, x0: 10.25, yx: 0, yy: 1, y0: 20.5 });
    expect([...result.subarray(0, 3)]).toEqual([10.25, 20.5, 100]);
  });

  test('turns by a right angle', () => {
    const result = warped(frame, 40, { xx: 0, xy: 1, x0: 0, yx: -1, yy: 0, y0: 39 });
    expect([...result.subarray((3 * 40 + 7) * 3, (3 * 40 + 7) * 3 + 2)]).toEqual([3, 32]);
  });

  test('averages what it shrinks, keeping the mean of the picture', () => {
    const result = warped(frame, 10, { xx: 4, xy: 0, x0: 1.5, yx: 0, yy: 4, y0: 1.5 });
    expect([...result.subarray(0, 3)]).toEqual([1.5, 1.5, 100]);
    expect(result.reduce((sum, value) => sum + value, 0) / 100).toBeCloseTo(19.5 + 19.5 + 100, 3);
  });

  test('leaves black what lies beyond the frame', () => {
    const result = warped(frame, 8, { xx: 1, xy: 0, x0: -4, yx: 0, yy: 1, y0: -4 });
    expect([...result.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(result[(4 * 8 + 4) * 3 + 2]).toBe(100);
  });

  test('writes from the offset on and nothing before', () => {
    const target = new Float32Array(2 * 12).fill(-1);
    const map = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
    warpInto(target, 12, { width: 2, height: 2 }, frame, map);
    expect([...target.subarray(0, 12)]).toEqual(Array(12).fill(-1));
    expect([...target.subarray(12, 15)]).toEqual([0, 0, 100]);
  });

  test.each([0.4, 1.1, 2.2, 5.7])(
    'draws without rotation, at scale %d, to the bit what it draws else',
    (scale) => {
      const noise: RawFrame = { ...ramp(61, 43), data: Uint8Array.from({ length: 61 * 43 * 3 }, hashed) };
      const upright = { xx: scale, xy: 0, x0: -5.3, yx: 0, yy: scale, y0: 3.9 };
      // A rotation that is too small to change any number, and yet is one.
      const turned = { ...upright, xy: 1e-300, yx: 1e-300 };
      expect(warped(noise, 50, upright)).toEqual(warped(noise, 50, turned));
      expect(new Set(warped(noise, 50, upright)).size).toBeGreaterThan(100);
    },
  );
});

/** Bytes without a pattern. */
function hashed(_: unknown, index: number): number {
  return (Math.imul(index + 1, 2_654_435_761) >>> 24) & 255;
}

describe('squares', () => {
  const frame = ramp(40, 20);

  test('the frame lies in the top left of its square, the rest is black', () => {
    const target = new Float32Array(10 * 10 * 3);
    drawSquare(target, 0, 10, frame, squareAroundFrame(frame));
    expect(target[2]).toBe(100);
    expect(target[9 * 10 * 3 + 2]).toBe(0);
  });

  test('a box is cut off at the edge of the frame and lies in the middle of its square', () => {
    const square = squareAroundBox(frame, { x: 30, y: -5, width: 30, height: 15 });
    expect(square).toMatchObject({ side: 10, left: 30, top: 0 });
    expect(fromSquare(square!, 0.5, 0.5)).toEqual({ x: 35, y: 5 });
  });

  test('a box outside of the frame has none', () => {
    expect(squareAroundBox(frame, { x: 50, y: 0, width: 10, height: 10 })).toBeUndefined();
  });
});
