import { inBatches } from './in-batches.ts';
import { onlyOutput, type PixelNetwork } from './pixel-network.ts';

/**
 * Of a GPU that computes one face eight take about as long (mobilefacenet on an H100 with CUDA: 1.1 and 1.3 ms), and a size of batch
 * that it has not seen takes it more than a second (1.3 s, and 1.3 s for the landmarks).
 */
const GPU_BATCH = 8;

/** How many faces a GPU is given at once where there are so many: one, or eight. */
export function gpuBatchSize(count: number): number {
  return count === 1 ? 1 : GPU_BATCH;
}

/**
 * Lets a GPU see two sizes of batch only, both before the first frame: one picture, and eight. Whoever comes to a door in
 * company for the first time would otherwise wait for longer than the door does.
 *
 * @param network with one output, or never given more than one picture
 */
export function inGpuBatches(network: PixelNetwork): PixelNetwork {
  return {
    async run(batch) {
      const size = gpuBatchSize(batch.count);
      if (size === batch.count) return network.run(batch);
      return [await inBatches(batch, size, (group) => onlyOutput(network, group))];
    },
    dispose: () => network.dispose(),
  };
}
