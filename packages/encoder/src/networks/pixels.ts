import type { TemplateNetwork } from './embedding-network.ts';
import { normaliseRows } from './normalise-rows.ts';

const CELL = 7;

/**
 * No network at all: the aligned face reduced to 16 × 16 pixels, flattened and normalised. The baseline that shows
 * what an encoder is for; it looks at the light more than at the person. Input (n, 112, 112, 3).
 */
export function createPixelsNetwork(): TemplateNetwork {
  return {
    async embed({ count, height, width, pixels }) {
      const [rows, columns] = [height / CELL, width / CELL];
      const cells = new Float32Array(count * rows * columns * 3);
      for (let pixel = 0; pixel < count * height * width; pixel++) {
        const [x, y] = [pixel % width, Math.floor(pixel / width)];
        const cell = Math.floor(y / CELL) * columns + Math.floor(x / CELL);
        for (let channel = 0; channel < 3; channel++) {
          cells[cell * 3 + channel]! += pixels[pixel * 3 + channel]! / CELL ** 2;
        }
      }
      return normaliseRows(cells, count);
    },
    dispose: () => {},
  };
}
