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

/** More samples a pixel than 4 × 4 cost more than they are worth. */
const MOST_SAMPLES_PER_AXIS = 4;

/**
 * Draws a part of a frame anew, with bilinear sampling. Where the source is shrunk, each pixel of the result is the
 * mean of several samples, since a single one would pick up noise instead of the picture (aliasing).
 *
 * Plain arrays and not `tf.image.transform`: on wasm the latter took 3 to 4 times as long for one 112 × 112 face out
 * of a frame, as the whole frame has to become a tensor first.
 *
 * @param target shape (height, width, 3), RGB, 0..255; overwritten from `offset` on
 */
export function warpInto(
  target: Float32Array,
  offset: number,
  size: { readonly width: number; readonly height: number },
  source: RawFrame,
  map: AffineMap,
  bounds: Bounds = { left: 0, top: 0, right: source.width, bottom: source.height },
): void {
  const samples = samplesPerAxis(map);
  const weight = 1 / (samples * samples);
  const sum = new Float64Array(3);
  let index = offset;
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) {
      sum.fill(0);
      for (let sample = 0; sample < samples * samples; sample++) {
        const fineX = x + ((sample % samples) + 0.5) / samples - 0.5;
        const fineY = y + (Math.floor(sample / samples) + 0.5) / samples - 0.5;
        addSample(
          sum,
          source,
          map.xx * fineX + map.xy * fineY + map.x0,
          map.yx * fineX + map.yy * fineY + map.y0,
          bounds,
        );
      }
      target[index++] = sum[0]! * weight;
      target[index++] = sum[1]! * weight;
      target[index++] = sum[2]! * weight;
    }
  }
}

function samplesPerAxis({ xx, xy, yx, yy }: AffineMap): number {
  const shrinkage = Math.sqrt(Math.abs(xx * yy - xy * yx));
  return Math.min(MOST_SAMPLES_PER_AXIS, Math.max(1, Math.round(shrinkage)));
}

/** Adds the bilinear sample at (x, y), pixel centres being at whole numbers; nothing when it lies outside. */
function addSample(sum: Float64Array, source: RawFrame, x: number, y: number, bounds: Bounds): void {
  const { left, top, right, bottom } = bounds;
  if (x <= left - 0.5 || y <= top - 0.5 || x >= right - 0.5 || y >= bottom - 0.5) return;
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fractionX = x - x0;
  const fractionY = y - y0;
  const { data, width } = source;
  const x1 = x0 + 1 < right ? x0 + 1 : x0;
  const xStart = x0 < left ? left : x0;
  const y1 = y0 + 1 < bottom ? y0 + 1 : y0;
  const yStart = y0 < top ? top : y0;
  const topLeft = (yStart * width + xStart) * 3;
  const topRight = (yStart * width + x1) * 3;
  const bottomLeft = (y1 * width + xStart) * 3;
  const bottomRight = (y1 * width + x1) * 3;
  const a = (1 - fractionX) * (1 - fractionY);
  const b = fractionX * (1 - fractionY);
  const c = (1 - fractionX) * fractionY;
  const d = fractionX * fractionY;
  for (let channel = 0; channel < 3; channel++) {
    sum[channel]! +=
      a * data[topLeft + channel]! +
      b * data[topRight + channel]! +
      c * data[bottomLeft + channel]! +
      d * data[bottomRight + channel]!;
  }
}
