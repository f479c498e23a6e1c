import { expect, test } from 'vitest';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { type Turn, turnFrame } from './turn-frame.ts';

/** Two rows of three pixels, each pixel three times its number. */
const FRAME: RawFrame = {
  data: Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((value) => [value, value, value])),
  width: 3,
  height: 2,
  channels: 3,
};

test.each<[Turn, number[], number]>([
  [0, [1, 2, 3, 4, 5, 6], 3],
  [90, [4, 1, 5, 2, 6, 3], 2],
  [180, [6, 5, 4, 3, 2, 1], 3],
  [270, [3, 6, 2, 5, 1, 4], 2],
])('a frame is turned clockwise by %i degrees', (turn, pixels, width) => {
  const turned = turnFrame(FRAME, turn);
  expect([...turned.data].filter((_, index) => index % 3 === 0)).toEqual(pixels);
  expect([turned.width, turned.height]).toEqual([width, 6 / width]);
});
