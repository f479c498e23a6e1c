import { expect, it } from 'vitest';
import { inGpuBatches } from './gpu-batches.ts';
import type { PixelBatch, PixelNetwork } from './pixel-network.ts';

/** Tells of each picture its first value, twice, and remembers how many pictures came at once. */
function recording() {
  const sizes: number[] = [];
  const network: PixelNetwork = {
    async run({ count, pixels }) {
      sizes.push(count);
      const length = pixels.length / count;
      return [Float32Array.from({ length: count * 2 }, (_, at) => pixels[Math.floor(at / 2) * length]!)];
    },
    dispose: () => {},
  };
  return { sizes, network: inGpuBatches(network) };
}

function pictures(count: number): PixelBatch {
  const pixels = new Float32Array(count * 3).map((_, at) => Math.floor(at / 3) + 1);
  return { count, height: 1, width: 1, pixels };
}

it.each([1, 2, 3, 8, 9, 20])(
  'gives %i pictures their own rows, and the GPU one picture or eight',
  async (count) => {
    const { network, sizes } = recording();
    const [rows] = await network.run(pictures(count));
    expect([...rows!]).toEqual(Array.from({ length: count * 2 }, (_, at) => Math.floor(at / 2) + 1));
    expect(new Set(sizes)).toEqual(new Set([count === 1 ? 1 : 8]));
  },
);
