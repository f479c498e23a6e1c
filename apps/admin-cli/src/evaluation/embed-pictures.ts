import { readFile } from 'node:fs/promises';
import type { EncoderPool } from '@portero/encoder';
import { isAppError } from '@portero/runtime';
import { concurrently } from '../enrolment/concurrently.ts';
import type { StartProgress } from '../output/progress.ts';
import { mainFace } from '../photos/choose-face.ts';
import { readPhoto, sha256 } from '../photos/photo.ts';
import type { EmbeddingCache } from './embedding-cache.ts';
import { type EncodedFace, type EncodedPicture, encodedPicture } from './encoded-picture.ts';

export interface EmbedPicturesOptions {
  /** Of what, for the progress bar. @defaultValue 'images' */
  label?: string;
  /** Whether faces are encoded as at enrolment, with their mirror images. @defaultValue false */
  mirror?: boolean;
}

export interface EmbedPicturesDeps {
  encoder: Pick<EncoderPool, 'analyse' | 'stats'>;
  /** Of embeddings made with the same options. */
  cache: EmbeddingCache;
  startProgress: StartProgress;
  signal?: AbortSignal;
}

export interface EmbeddedPictures {
  /** By path: the face that the picture is about. A picture without one that can be encoded is not among them. */
  faces: Map<string, EncodedFace>;
  /** Pictures without a face that could be encoded, in the order given. */
  failures: string[];
  pictures: number;
  /** Pictures that were in the cache already. */
  cached: number;
  /** Wall clock over all workers for those that were not. */
  encodingMs: number;
}

/** Wall clock over all workers for each picture that was encoded now; undefined when all were cached. */
export function msPerImage(...runs: readonly EmbeddedPictures[]): number | undefined {
  const encoded = runs.reduce((sum, { pictures, cached }) => sum + pictures - cached, 0);
  const encodingMs = runs.reduce((sum, run) => sum + run.encodingMs, 0);
  return encoded > 0 ? encodingMs / encoded : undefined;
}

/**
 * Encodes pictures with all workers, each picture once in its life: what the cache knows is not encoded again.
 *
 * @throws {CliError} NOT_FOUND for a picture that cannot be read
 */
export async function embedPictures(
  paths: readonly string[],
  { label = 'images', mirror = false }: EmbedPicturesOptions,
  { encoder, cache, startProgress, signal }: EmbedPicturesDeps,
): Promise<EmbeddedPictures> {
  const hashes = await concurrently(paths, 16, async (path) => (await readPhoto(path)).sourceHash);
  const missing = paths.filter((_, index) => !cache.get(hashes[index]!));
  const cached = paths.length - missing.length;
  const startedMs = performance.now();
  const progress = startProgress(cached > 0 ? `${label} (${cached} cached)` : label, missing.length);
  try {
    let done = 0;
    // Two for each worker, so that none waits while a file is read.
    await concurrently(missing, encoder.stats().workers * 2, async (path) => {
      signal?.throwIfAborted();
      const bytes = await readFile(path);
      const picture = await encode(bytes, mirror, encoder);
      if (picture) await cache.add(sha256(bytes), picture);
      progress.update(++done);
    });
  } finally {
    progress.stop();
  }
  const faces = new Map<string, EncodedFace>();
  for (const [index, path] of paths.entries()) {
    const picture = cache.get(hashes[index]!);
    const face = picture && mainFace(picture);
    if (face) faces.set(path, face);
  }
  return {
    faces,
    failures: paths.filter((path) => !faces.has(path)),
    pictures: paths.length,
    cached,
    encodingMs: missing.length > 0 ? performance.now() - startedMs : 0,
  };
}

/** @returns undefined for what is no picture: quickly found out, and not worth keeping */
async function encode(
  bytes: Uint8Array,
  mirror: boolean,
  encoder: Pick<EncoderPool, 'analyse'>,
): Promise<EncodedPicture | undefined> {
  try {
    return encodedPicture(await encoder.analyse(bytes, { mirror }));
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('IMAGE_')) return undefined;
    throw error;
  }
}
