import type { EncoderPool } from '@portero/encoder';
import { isAppError } from '@portero/runtime';
import type { Photo } from '../photos/photo.ts';
import { judgePortrait, type Portrait } from '../photos/portrait.ts';
import { concurrently } from './concurrently.ts';
import { howItLies } from './how-it-lies.ts';

export interface ExaminedPhoto {
  file: string;
  sourceHash: string;
  outcome: Portrait;
}

/** Faces that are too small are looked for as well, so that they can be called so. */
const PORTRAIT = { thorough: 'always', mirror: true, measure: true, minFacePx: 12 } as const;

const UNREADABLE = new Set(['IMAGE_CORRUPT', 'IMAGE_EMPTY', 'IMAGE_TOO_LARGE']);

/** Looks for the one face of a portrait and judges it. A file that is no picture is an outcome too. */
export async function examinePhoto(encoder: EncoderPool, photo: Photo): Promise<ExaminedPhoto> {
  const { file, sourceHash } = photo;
  try {
    const analysis = await encoder.analyse(photo.image, PORTRAIT);
    const turned = await howItLies(encoder, photo.image, analysis, PORTRAIT);
    return { file, sourceHash, outcome: turned ?? judgePortrait(analysis) };
  } catch (error) {
    if (!isAppError(error) || !UNREADABLE.has(error.code)) throw error;
    return {
      file,
      sourceHash,
      outcome: {
        ok: false,
        reason: 'unreadable',
        what: 'not a picture that can be read',
        fix: error.message,
      },
    };
  }
}

/** @param onDone is told after each photograph how many are done */
export async function examinePhotos(
  encoder: EncoderPool,
  photos: readonly Photo[],
  onDone: (done: number) => void,
): Promise<ExaminedPhoto[]> {
  let done = 0;
  // Two a worker keep it busy while the next file waits; the queue would hold more, to no gain.
  return concurrently(photos, encoder.stats().workers * 2, async (photo) => {
    const examined = await examinePhoto(encoder, photo);
    onDone(++done);
    return examined;
  });
}
