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
import { msPerImage } from './embed-pictures.ts';
import type { EvaluatedPipeline, EvaluationEncoder } from './evaluation-encoder.ts';

export interface VerificationInput {
  pairs: readonly LfwPair[];
  imagesDir: string;
}

export interface VerificationEvaluation extends Omit<VerificationReport, 'curve'>, EvaluatedPipeline {
  /**
   * Here every pair with a picture that could not be encoded is an error, also one of two people, although the
   * door would rightly stay shut: a pipeline must not gain by not looking.
   */
  accuracy: number;
  /** Pairs in the file. */
  listedPairs: number;
  /** Pairs left out because a picture is absent; with them the report would speak of another set. */
  skippedPairs: number;
  missingImages: string[];
  images: number;
  /** Pictures without a face that could be encoded; each pair with one counts as rejected. */
  failuresToEnrol: string[];
  /** Images whose embeddings were kept from an earlier evaluation. */
  cachedImages: number;
  /** Wall clock over all workers for each image that was encoded now; absent when all were kept. */
  msPerImage?: number;
}

/** An evaluation, and the distances that a chart shows. */
export interface ScoredVerification {
  evaluation: VerificationEvaluation;
  scored: readonly ScoredPair[];
}

interface EncodedTwice {
  readonly reference: Float32Array | undefined;
  readonly probe: Float32Array | undefined;
}

/** Infinity where either has no face. */
function distanceFrom({ reference }: EncodedTwice, { probe }: EncodedTwice): number {
  return reference && probe ? l2Distance(reference, probe) : Number.POSITIVE_INFINITY;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/**
 * 1:1 comparisons of the whole pipeline after the protocol of Labeled Faces in the Wild. Nothing tells
 * which picture of a pair would be the enrolled one, so each is, encoded as at enrolment, and compared with the other as a
 * door would see it; the score of the pair is the mean of both distances.
 *
 * @throws {BiometricsError} SCORES_INVALID when no pair of a kind is left
 */
export async function evaluateVerification(
  { pairs, imagesDir }: VerificationInput,
  encoder: EvaluationEncoder,
): Promise<ScoredVerification> {
  const pathsOf = ({ first, second }: LfwPair) => [lfwImagePath(first), lfwImagePath(second)] as const;
  const fileOf = (path: string) => join(imagesDir, path);
  const paths = [...new Set(pairs.flatMap(pathsOf))];
  const present = new Set<string>();
  for (const path of paths) if (await isThere(fileOf(path))) present.add(path);

  const usable = pairs.filter((pair) => pathsOf(pair).every((path) => present.has(path)));
  const files = [...present].map(fileOf);
  const references = await encoder.references(files);
  const probes = await encoder.probes(files);
  const perImageMs = msPerImage(references, probes);
  const scored = usable.map((pair): ScoredPair => {
    const [first, second] = pathsOf(pair).map((path) => ({
      reference: references.faces.get(fileOf(path))?.embedding,
      probe: probes.faces.get(fileOf(path))?.embedding,
    })) as [EncodedTwice, EncodedTwice];
    return {
      distance: (distanceFrom(first, second) + distanceFrom(second, first)) / 2,
      mated: pair.mated,
      ...(pair.fold !== undefined && { fold: pair.fold }),
    };
  });
  const { curve: _curve, ...report } = verificationReport(scored);
  const rejectedByFailure = scored.filter(
    ({ distance, mated }) => !mated && distance === Number.POSITIVE_INFINITY,
  ).length;
  const evaluation = {
    ...encoder.pipeline,
    ...report,
    accuracy: report.accuracy - rejectedByFailure / scored.length,
    listedPairs: pairs.length,
    skippedPairs: pairs.length - usable.length,
    missingImages: paths.filter((path) => !present.has(path)),
    images: present.size,
    failuresToEnrol: [...new Set([...references.failures, ...probes.failures])],
    cachedImages: references.cached + probes.cached,
    ...(perImageMs !== undefined && { msPerImage: perImageMs }),
  };
  return { evaluation, scored };
}
