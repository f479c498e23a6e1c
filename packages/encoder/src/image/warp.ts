import type { RawFrame } from '../analysis/frame-analysis.ts';
import { type AffineMap, type Bounds, type Drawing, firstSample, type Size } from './drawing.ts';
import { averageUpright, interpolateUpright } from './upright-warp.ts';

/** More samples a pixel than 4 × 4 cost more than they are worth. */
const MOST_SAMPLES_PER_AXIS = 4;

/**
 * Draws a part of a frame anew. Where the source is about as large as the result, or smaller, it is interpolated
 * (bilinear); where it is shrunk, each pixel of the result is the mean of several of the source, since a single one
 * would pick up noise instead of the picture (aliasing).
 *
 * Plain arrays and not `tf.image.transform`: one 112 × 112 face takes 0.4 ms here (1.6 ms shrunk to a third), on wasm
 * 0.8 to 1.3 ms there and 3 to 15 ms more to make a tensor of the frame (640 to 1920 pixels wide).
 *
 * @param target shape (height, width, 3), RGB, 0..255; overwritten from `offset` on
 */
export function warpInto(
  target: Float32Array,
  offset: number,
  size: Size,
  source: RawFrame,
  map: AffineMap,
  bounds: Bounds = { left: 0, top: 0, right: source.width, bottom: source.height },
): void {
  const shrinkage = Math.sqrt(Math.abs(map.xx * map.yy - map.xy * map.yx));
  const samples = Math.min(MOST_SAMPLES_PER_AXIS, Math.round(shrinkage));
  const drawing: Drawing = { target, offset, size, source, map, bounds };
  const isUpright = map.xy === 0 && map.yx === 0;
  if (samples <= 1) (isUpright ? interpolateUpright : interpolate)(drawing);
  else (isUpright ? averageUpright : average)(drawing, samples);
}

/** One bilinear sample a pixel; pixel centres are at whole numbers, and the outermost half pixel is repeated. */
function interpolate({ target, offset, size: { width, height }, source, map, bounds }: Drawing): void {
  const { left, top, right, bottom } = bounds;
  const { data, width: stride } = source;
  const { xx, xy, x0: originX, yx, yy, y0: originY } = map;
  let index = offset;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index += 3) {
      const sourceX = xx * x + xy * y + originX;
      const sourceY = yx * x + yy * y + originY;
      if (sourceX < left - 0.5 || sourceY < top - 0.5 || sourceX >= right - 0.5 || sourceY >= bottom - 0.5) {
        target[index] = 0;
        target[index + 1] = 0;
        target[index + 2] = 0;
        continue;
      }
      const x0 = Math.floor(sourceX);
      const y0 = Math.floor(sourceY);
      const fractionX = sourceX - x0;
      const fractionY = sourceY - y0;
      const upper = Math.max(y0, top) * stride;
      const lower = Math.min(y0 + 1, bottom - 1) * stride;
      const near = Math.max(x0, left);
      const far = Math.min(x0 + 1, right - 1);
      const [a, b, c, d] = [(upper + near) * 3, (upper + far) * 3, (lower + near) * 3, (lower + far) * 3];
      for (let channel = 0; channel < 3; channel++) {
        const above = data[a + channel]! + (data[b + channel]! - data[a + channel]!) * fractionX;
        const below = data[c + channel]! + (data[d + channel]! - data[c + channel]!) * fractionX;
        target[index + channel] = above + (below - above) * fractionY;
      }
    }
  }
}

/** The mean of samples × samples pixels of the source, evenly spread over the pixel of the result. */
function average(
  { target, offset, size: { width, height }, source, map, bounds }: Drawing,
  samples: number,
): void {
  const { left, top, right, bottom } = bounds;
  const { data, width: stride } = source;
  const weight = 1 / (samples * samples);
  const first = firstSample(samples);
  let index = offset;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = 0; row < samples; row++) {
        const fineY = y + first + row / samples;
        for (let column = 0; column < samples; column++) {
          const fineX = x + first + column / samples;
          const sourceX = Math.floor(map.xx * fineX + map.xy * fineY + map.x0 + 0.5);
          const sourceY = Math.floor(map.yx * fineX + map.yy * fineY + map.y0 + 0.5);
          if (sourceX < left || sourceY < top || sourceX >= right || sourceY >= bottom) continue;
          const pixel = (sourceY * stride + sourceX) * 3;
          red += data[pixel]!;
          green += data[pixel + 1]!;
          blue += data[pixel + 2]!;
        }
      }
      target[index++] = red * weight;
      target[index++] = green * weight;
      target[index++] = blue * weight;
    }
  }
}
