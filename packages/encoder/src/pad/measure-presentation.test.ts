import { projectHead } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import type { RawFrame } from '../analysis/frame-analysis.ts';
import { measurePresentation } from './measure-presentation.ts';
import type { PadMeasures } from './pad-analyser.ts';

const BOX = { x: 120, y: 120, width: 80, height: 80 };

type Paint = (x: number, y: number) => readonly [number, number, number];

/** A smooth patch of skin on a grey wall, drawn over by `paint`. */
function frameOf(
  paint: (x: number, y: number, under: readonly number[]) => readonly number[] = keep,
): RawFrame {
  const size = 320;
  const data = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) data.set(paint(x, y, skinOnWall(x, y)), (y * size + x) * 3);
  }
  return { data, width: size, height: size, channels: 3 };
}

const keep = (_x: number, _y: number, under: readonly number[]) => under;

const skinOnWall: Paint = (x, y) => {
  const shade = 20 * Math.sin(x / 17) * Math.cos(y / 23);
  const isFace = Math.hypot((x - 160) / 45, (y - 160) / 55) < 1;
  return isFace ? [190 + shade, 140 + shade, 110 + shade] : [60 + shade, 70 + shade, 80 + shade];
};

function measure(frame: RawFrame, box = BOX): PadMeasures {
  const measures = measurePresentation({ frame, box, landmarks: projectHead() });
  if (!measures) throw new Error('no measures');
  return measures;
}

const PLAIN = measure(frameOf());

describe('the measures of a face', () => {
  it('see a grid in the spectrum, and not the grid of JPEG', () => {
    const gridOf = (period: number) =>
      measure(
        frameOf((x, y, under) =>
          under.map((value) => value + 6 * Math.cos((2 * Math.PI * (x + 0.3 * y)) / period)),
        ),
      ).spectralPeak;
    expect(gridOf(3.7)).toBeGreaterThan(PLAIN.spectralPeak + 0.3);
    const blocks = measure(
      frameOf((x, _y, under) => under.map((value) => value + 3 * Math.cos((2 * Math.PI * x) / 4))),
    );
    expect(blocks.spectralPeak).toBeLessThan(gridOf(3.7));
  });

  it('see grain in patterns and in fine detail', () => {
    let state = 1;
    const noisy = measure(
      frameOf((_x, _y, under) =>
        under.map((value) => {
          state = (state * 48271) % 2147483647;
          return value + (state / 2147483647 - 0.5) * 40;
        }),
      ),
    );
    expect(noisy.irregularPatterns).toBeGreaterThan(PLAIN.irregularPatterns + 0.1);
    expect(noisy.fineDetail).toBeGreaterThan(PLAIN.fineDetail);
  });

  it('see that black is not black', () => {
    const lifted = measure(frameOf((_x, _y, under) => under.map((value) => 50 + (value * 205) / 255)));
    expect(lifted.blackLevel).toBeGreaterThan(PLAIN.blackLevel + 0.1);
    expect(lifted.colourfulness).toBeLessThan(PLAIN.colourfulness);
  });

  it('see glare, and a blue cast', () => {
    const glaring = measure(
      frameOf((x, y, under) => (Math.hypot(x - 150, y - 140) < 12 ? [255, 255, 255] : under)),
    );
    expect(glaring.glare).toBeGreaterThan(0.02);
    expect(PLAIN.glare).toBe(0);
    const blue = measure(frameOf((_x, _y, [r, g, b]) => [r! * 0.8, g!, b! * 1.2]));
    expect(blue.blueness).toBeGreaterThan(PLAIN.blueness + 0.3);
  });

  it('see the rim of a sheet, but not a single door post', () => {
    const rim = measure(
      frameOf((x, y, under) =>
        Math.max(Math.abs(x - 160), Math.abs(y - 160)) > 95 ? [235, 235, 235] : under,
      ),
    );
    const post = measure(frameOf((x, _y, under) => (x > 250 ? [235, 235, 235] : under)));
    expect(rim.frameEdges).toBeGreaterThan(PLAIN.frameEdges + 0.5);
    expect(post.frameEdges).toBeLessThan(rim.frameEdges - 0.5);
  });

  it('do not take the edge of the frame for an edge', () => {
    const corner = measure(frameOf(), { x: 0, y: 0, width: 80, height: 80 });
    const middle = measure(frameOf(), { x: 8, y: 230, width: 80, height: 80 });
    expect(corner.frameEdges).toBeLessThan(2);
    expect(middle.blackLevel).toBeGreaterThan(0.1);
  });

  it('see a background that is sharper than the face', () => {
    const sharp = measure(
      frameOf((x, y, under) =>
        Math.hypot(x - 160, y - 160) > 60 && (x + y) % 4 < 2 ? under.map((value) => value + 60) : under,
      ),
    );
    expect(sharp.backgroundSharpness).toBeGreaterThan(PLAIN.backgroundSharpness + 1);
  });

  it('are the same for the same face wherever it stands in the frame', () => {
    const moved: RawFrame = frameOf();
    const shifted = new Uint8Array(moved.data.length);
    // One row down; the first row is repeated.
    shifted.set(moved.data.subarray(0, 960), 0);
    shifted.set(moved.data.subarray(0, moved.data.length - 960), 960);
    const again = measure({ ...moved, data: shifted }, { ...BOX, y: BOX.y + 1 });
    expect(again.spectralPeak).toBeCloseTo(PLAIN.spectralPeak, 6);
    expect(again.blackLevel).toBeCloseTo(PLAIN.blackLevel, 2);
  });

  it('are absent for a face too small to measure', () => {
    const box = { x: 10, y: 10, width: 30, height: 30 };
    expect(measurePresentation({ frame: frameOf(), box, landmarks: projectHead() })).toBeUndefined();
  });
});
