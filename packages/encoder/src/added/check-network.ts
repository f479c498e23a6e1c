import { l2Distance } from '@portero/biometrics';
import { unfit } from '../networks/added-network-error.ts';
import type { TemplateNetwork } from '../networks/embedding-network.ts';
import { rowsOf } from '../networks/pixel-network.ts';

/** Two pictures as different as these are nearer than this only for a network that does not look at its input. */
const SAME_L2 = 1e-3;
/** What rounding may change when faces are computed one by one instead of together. */
const ROUNDING_L2 = 1e-3;

/**
 * Runs a network that is to be added on two pictures: it must give finite embeddings, not the same one for both, the
 * same one for the same picture, and the same whether the two come together or apart.
 *
 * @returns the length of an embedding
 * @throws {EncoderError} MODEL_UNFIT
 */
export async function checkNetwork(
  network: TemplateNetwork,
  { id, width, height }: { id: string; width: number; height: number },
): Promise<number> {
  const pictures = [stripes(width, height), rings(width, height)];
  const embed = async (shown: readonly Float32Array[]): Promise<Float32Array[]> => {
    const pixels = new Float32Array(shown.flatMap((picture) => [...picture]));
    const count = shown.length;
    return rowsOf(await network.embed({ count, height, width, pixels }), count);
  };
  const [first, second] = (await embed(pictures)) as [Float32Array, Float32Array];
  const [again] = (await embed([pictures[0]!])) as [Float32Array];
  const [repeated] = (await embed([pictures[0]!])) as [Float32Array];
  if (![...first, ...second, ...again].every(Number.isFinite)) {
    throw unfit(id, 'its embeddings are not all finite numbers', 'Check the normalisation, and the export.');
  }
  if (!(Math.hypot(...first) > 0.5 && l2Distance(first, second) > SAME_L2)) {
    throw unfit(
      id,
      'it gives the same embedding for two very different pictures',
      'Check the normalisation, and which output is the embedding.',
    );
  }
  if (again.some((value, index) => value !== repeated[index])) {
    throw unfit(
      id,
      'it gives different embeddings for the same picture',
      'Export it for inference, without dropout.',
    );
  }
  if (l2Distance(first, again) > ROUNDING_L2) {
    throw unfit(
      id,
      'a face alone gets another embedding than beside others',
      'Export it for inference: its batch normalisation still looks at the batch.',
    );
  }
  return first.length;
}

function picture(width: number, height: number, value: (x: number, y: number, channel: number) => number) {
  return Float32Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    return Math.round(
      127.5 + 127.5 * value((pixel % width) / width, Math.floor(pixel / width) / height, index % 3),
    );
  });
}

/** Broad slanting stripes, each colour at its own width. */
function stripes(width: number, height: number): Float32Array {
  return picture(width, height, (x, y, channel) => Math.sin((9 + 4 * channel) * (x + y / 2)));
}

/** Rings around a point beside the middle. */
function rings(width: number, height: number): Float32Array {
  return picture(width, height, (x, y, channel) =>
    Math.cos((22 - 5 * channel) * Math.hypot(x - 0.4, y - 0.6)),
  );
}
