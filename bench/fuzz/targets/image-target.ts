import { isAppError } from '@portero/runtime';
import sharp from 'sharp';
import { decodeImage } from '../../../packages/encoder/src/image/decode-image.ts';
import type { FuzzTarget } from '../fuzz-target.ts';

const SIZE_PX = 48;

/** Pictures of all three formats, cut and changed. Small ones: what is fuzzed is the decoder, not its arithmetic. */
export async function imageTarget(): Promise<FuzzTarget> {
  const noise = Buffer.from(Uint8Array.from({ length: SIZE_PX * SIZE_PX * 3 }, (_, at) => (at * 7919) % 251));
  const picture = () => sharp(noise, { raw: { width: SIZE_PX, height: SIZE_PX, channels: 3 } });
  const corpus = await Promise.all([
    picture().jpeg().toBuffer(),
    picture().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    picture().png().toBuffer(),
    picture().greyscale().png({ palette: true }).toBuffer(),
    picture().webp().toBuffer(),
    picture().webp({ lossless: true }).toBuffer(),
  ]);
  return {
    ...{ name: 'image', corpus, share: 0.02 },
    async take(input) {
      try {
        const { data, width, height } = await decodeImage(input);
        if (data.length !== width * height * 3) throw new Error('the pixels are not those of the size');
      } catch (error) {
        if (!isAppError(error)) throw error;
      }
    },
  };
}
