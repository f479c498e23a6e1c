import { inBatches } from './in-batches.ts';
import { onlyOutput, type PixelNetwork } from './pixel-network.ts';

/**
 * Of a GPU that computes one face eight take about as long (mobilefacenet on an H100 with CUDA: 1.1 and 1.3 ms), and a size of batch
 * that it has not seen takes it more than a second (1.3 s, and 1.3 s for the landmarks).
 */
const GPU_BATCH = 8;

/**
 * Lets a GPU see two sizes of batch only, both before the first frame: one picture, and eight. Whoever comes to a door in
 * company for the first time would otherwise wait for longer than the door does.
 *
 * @param network with one output, or never given more than one picture
 */
export function inGpuBatches(network: PixelNetwork): PixelNetwork {
  return {
    run: async (batch) =>
      batch.count === 1
        ? network.run(batch)
        : [await inBatches(batch, GPU_BATCH, (group) => onlyOutput(network, group))],
    dispose: () => network.dispose(),
  };
}
