import { type DetPoint, detPoints, type RocPoint, rocPoints } from './charts/roc-and-det.ts';
import { type CrossValidation, crossValidatedAccuracy } from './cross-validation.ts';
import { type ErrorCurve, errorCurve, type ScoredPair } from './error-curve.ts';
import {
  areaUnderRoc,
  bestAccuracy,
  equalErrorRate,
  type OperatingPoint,
  operatingPointAtFmr,
} from './operating-points.ts';

export interface VerificationReport {
  pairs: number;
  mated: number;
  nonMated: number;
  /** Pairs with a failure to find or encode a face, counted in every rate as rejections. */
  failures: number;
  /** Mean accuracy over the folds, each at the threshold that is best on all other folds. */
  accuracy: number;
  /** σ̂ / √folds, as the LFW report defines it. */
  accuracyStandardError: number;
  /** Where the folds came from: given by the data set, or cut here. */
  folds: CrossValidation['source'];
  foldAccuracies: number[];
  /** The threshold of greatest accuracy on all pairs together: what to configure. Accuracy above does not use it. */
  threshold: number;
  eer: number;
  /** Share of mated pairs accepted where at most this share of non-mated pairs is. */
  tarAtFar: { '0.01': number; '0.001': number };
  operatingPoints: OperatingPoint[];
  /** Probability that a mated pair is nearer than a non-mated one. */
  auc: number;
  /** The curves for a chart, at most 300 points each; `curve` has every threshold. */
  roc: RocPoint[];
  det: DetPoint[];
  curve: ErrorCurve;
}

/**
 * Everything that is reported of a set of 1:1 comparisons, after ISO/IEC 19795-1 and the LFW protocol.
 * How failures count stands at {@link errorCurve}; the conventions of EER and TAR at FAR at their functions.
 *
 * @throws {BiometricsError} SCORES_INVALID for fewer than two pairs of a kind, or folds on only some of the pairs
 */
export function verificationReport(pairs: readonly ScoredPair[]): VerificationReport {
  const curve = errorCurve(pairs);
  const validation = crossValidatedAccuracy(pairs);
  const operatingPoints = [0.01, 0.001].map((far) => operatingPointAtFmr(curve, far));
  return {
    pairs: pairs.length,
    mated: curve.mated,
    nonMated: curve.nonMated,
    failures: pairs.filter(({ distance }) => distance === Number.POSITIVE_INFINITY).length,
    accuracy: validation.accuracy,
    accuracyStandardError: validation.standardError,
    folds: validation.source,
    foldAccuracies: validation.foldAccuracies,
    threshold: bestAccuracy(curve).threshold,
    eer: equalErrorRate(curve),
    tarAtFar: { '0.01': operatingPoints[0]!.tar, '0.001': operatingPoints[1]!.tar },
    operatingPoints,
    auc: areaUnderRoc(curve),
    roc: rocPoints(curve),
    det: detPoints(curve),
    curve,
  };
}
