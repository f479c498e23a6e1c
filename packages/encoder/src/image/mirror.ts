import type { Size } from './drawing.ts';

/**
 * Writes a picture with left and right exchanged.
 *
 * @param target overwritten from `offset` on
 * @param source shape (height, width, 3)
 */
export function mirrorInto(
  target: Float32Array,
  offset: number,
  source: Float32Array,
  { width, height }: Size,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = offset + (y * width + width - 1 - x) * 3;
      for (let channel = 0; channel < 3; channel++) target[to + channel] = source[from + channel]!;
    }
  }
}
