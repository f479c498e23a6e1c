import { describe, expect, it } from 'vitest';
import { inFrame, squareAroundFrame } from './square-crop.ts';

const frame = { data: new Uint8Array(), width: 100, height: 60, channels: 3 } as const;

describe('a square around a frame', () => {
  it('has the frame in its top left corner', () => {
    expect(squareAroundFrame(frame)).toMatchObject({ left: 0, top: 0, side: 100 });
  });

  it('may leave a margin, and what is found in it is told in pixels of the frame', () => {
    const square = squareAroundFrame(frame, 0.25);
    expect(square).toMatchObject({ left: -25, top: -25, side: 150 });
    expect(inFrame({ box: { x: 30, y: 20, width: 10, height: 10 } }, square).box).toEqual({
      x: 5,
      y: -5,
      width: 10,
      height: 10,
    });
  });
});
