import type { RawFrame } from '../analysis/frame-analysis.ts';

/** From a pixel of the result to a place in the source: sourceX = xx·x + xy·y + x0, sourceY = yx·x + yy·y + y0. */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** The part of the source that counts, in pixels: [left, right) × [top, bottom). Outside of it all is black. */
export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A drawing: `size` pixels of three floats into `target` from `offset` on, out of `bounds` of `source`. */
export interface Drawing {
  readonly target: Float32Array;
  readonly offset: number;
  readonly size: Size;
  readonly source: RawFrame;
  readonly map: AffineMap;
  readonly bounds: Bounds;
}

/** Where the first of several samples lies in a pixel, whose centre is at a whole number. */
export function firstSample(samples: number): number {
  return 0.5 / samples - 0.5;
}
