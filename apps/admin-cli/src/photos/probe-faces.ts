import type { EncoderPool, FaceObservation } from '@portero/encoder';
import { CliError } from '../cli-error.ts';
import type { Photo } from './photo.ts';

/**
 * The faces of a picture that somebody asks about, largest first.
 *
 * @throws {CliError} PHOTO_UNUSABLE when it shows none; {EncoderError} when it is no picture
 */
export async function probeFaces(
  encoder: EncoderPool,
  photo: Photo,
): Promise<[FaceObservation, ...FaceObservation[]]> {
  const [largest, ...others] = (await encoder.analyse(photo.image)).faces;
  if (largest) return [largest, ...others];
  throw new CliError('PHOTO_UNUSABLE', {
    what: `${photo.file}: no face found`,
    fix: 'Use a sharp, well-lit picture that shows the whole face from the front.',
  });
}
