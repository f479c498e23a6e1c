import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type LfwPair,
  l2Distance,
  lfwImagePath,
  type ScoredPair,
  type VerificationReport,
  verificationReport,
} from '@portero/biometrics';
import type { EncoderPool } from '@portero/encoder';
import { isAppError } from '@portero/runtime';
import { concurrently } from '../enrolment/concurrently.ts';
import { mainFace } from '../photos/choose-face.ts';
import { readPhoto } from '../photos/photo.ts';

export interface EvaluationInput {
  pairs: readonly LfwPair[];
  imagesDir: string;
  /** Told after each image how many are done. */
  onImage(done: number): void;
}

export interface Evaluation extends Omit<VerificationReport, 'curve'> {
  /**
   * Here every pair with a picture that could not be encoded is an error, also one of two people, although the
   * door would rightly stay shut: a pipeline must not gain by not looking.
   */
  accuracy: number;
  modelId: string;
  engine: string;
  /** Pairs in the file. */
  listedPairs: number;
  /** Pairs left out because a picture is absent; with them the report would speak of another set. */
  skippedPairs: number;
  missingImages: string[];
  images: number;
  /** Pictures without a face that could be encoded; each pair with one counts as rejected. */
  failuresToEnrol: string[];
  /** Wall clock from the first image to the last, over all workers, per image. */
  msPerImage: number;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** @returns the embedding of the face that the picture is about, or undefined when there is none to encode */
async function embed(encoder: EncoderPool, file: string): Promise<Float32Array | undefined> {
  const { image } = await readPhoto(file);
  try {
    return mainFace(await encoder.analyse(image))?.embedding;
  } catch (error) {
    if (isAppError(error) && error.code.startsWith('IMAGE_')) return undefined;
    throw error;
  }
}

/**
 * 1:1 comparisons of the whole pipeline after the protocol of Labeled Faces in the Wild. Every image is encoded
 * once, however many pairs it is in.
 *
 * @throws {BiometricsError} SCORES_INVALID when no pair of a kind is left
 */
export async function evaluateVerification(
  { pairs, imagesDir, onImage }: EvaluationInput,
  encoder: EncoderPool,
): Promise<Evaluation> {
  const pathsOf = ({ first, second }: LfwPair) => [lfwImagePath(first), lfwImagePath(second)] as const;
  const paths = [...new Set(pairs.flatMap(pathsOf))];
  const present = new Set<string>();
  for (const path of paths) if (await isThere(join(imagesDir, path))) present.add(path);

  const embeddings = new Map<string, Float32Array>();
  const startedMs = performance.now();
  let done = 0;
  await concurrently([...present], encoder.stats().workers * 2, async (path) => {
    const embedding = await embed(encoder, join(imagesDir, path));
    if (embedding) embeddings.set(path, embedding);
    onImage(++done);
  });
  const msPerImage = (performance.now() - startedMs) / Math.max(1, present.size);

  const usable = pairs.filter((pair) => pathsOf(pair).every((path) => present.has(path)));
  const scored = usable.map((pair): ScoredPair => {
    const [first, second] = pathsOf(pair).map((path) => embeddings.get(path));
    return {
      distance: first && second ? l2Distance(first, second) : Number.POSITIVE_INFINITY,
      mated: pair.mated,
      ...(pair.fold !== undefined && { fold: pair.fold }),
    };
  });
  const { curve: _curve, ...report } = verificationReport(scored);
  const rejectedByFailure = scored.filter(
    ({ distance, mated }) => !mated && distance === Number.POSITIVE_INFINITY,
  ).length;
  return {
    ...report,
    accuracy: report.accuracy - rejectedByFailure / scored.length,
    modelId: encoder.model.id,
    engine: encoder.engine.engine,
    listedPairs: pairs.length,
    skippedPairs: pairs.length - usable.length,
    missingImages: paths.filter((path) => !present.has(path)),
    images: present.size,
    failuresToEnrol: [...present].filter((path) => !embeddings.has(path)),
    msPerImage,
  };
}
