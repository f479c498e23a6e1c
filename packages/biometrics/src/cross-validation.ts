import { BiometricsError } from './biometrics-error.ts';
import { errorCurve, errorsAt, type ScoredPair } from './error-curve.ts';
import { bestAccuracy } from './operating-points.ts';

export interface CrossValidation {
  accuracy: number;
  /** σ̂ / √folds with σ̂ the sample deviation (n − 1) of the fold accuracies. */
  standardError: number;
  foldAccuracies: number[];
  /** The threshold used on each fold, chosen on the others. */
  thresholds: number[];
  source: 'given' | 'cut';
}

const FOLDS = 10;

/**
 * Accuracy as LFW's view 2 defines it: on each fold with the threshold that is best on all the others, then the mean.
 *
 * Without folds the pairs are cut into ten here (fewer if there are fewer than ten of a kind): mated and non-mated
 * apart, each into contiguous runs. Pair files are sorted by name, so runs keep a person in one fold where possible.
 *
 * @throws {BiometricsError} SCORES_INVALID for fewer than two folds, or folds on only some of the pairs
 */
export function crossValidatedAccuracy(pairs: readonly ScoredPair[]): CrossValidation {
  const given = pairs.filter((pair) => pair.fold !== undefined).length;
  if (given !== 0 && given !== pairs.length) {
    throw new BiometricsError(
      'SCORES_INVALID',
      `Only ${given} of ${pairs.length} pairs have a fold; give all or none.`,
    );
  }
  const folds = given === 0 ? cutIntoFolds(pairs) : groupByFold(pairs);
  if (folds.length < 2) {
    throw new BiometricsError(
      'SCORES_INVALID',
      'Cross-validation needs at least two pairs of each kind and two folds.',
    );
  }
  const thresholds: number[] = [];
  const foldAccuracies = folds.map((held, index) => {
    const others = folds.flatMap((fold, other) => (other === index ? [] : fold));
    const { threshold } = bestAccuracy(errorCurve(others));
    thresholds.push(threshold);
    return errorsAt(held, threshold).accuracy;
  });
  const accuracy = mean(foldAccuracies);
  const variance =
    foldAccuracies.reduce((sum, value) => sum + (value - accuracy) ** 2, 0) / (folds.length - 1);
  return {
    accuracy,
    standardError: Math.sqrt(variance / folds.length),
    foldAccuracies,
    thresholds,
    source: given === 0 ? 'cut' : 'given',
  };
}

function groupByFold(pairs: readonly ScoredPair[]): ScoredPair[][] {
  const groups = new Map<number, ScoredPair[]>();
  for (const pair of pairs) {
    const group = groups.get(pair.fold!);
    if (group) group.push(pair);
    else groups.set(pair.fold!, [pair]);
  }
  return [...groups.values()];
}

function cutIntoFolds(pairs: readonly ScoredPair[]): ScoredPair[][] {
  const kinds = [pairs.filter((pair) => pair.mated), pairs.filter((pair) => !pair.mated)];
  const count = Math.min(FOLDS, ...kinds.map((kind) => kind.length));
  return Array.from({ length: count }, (_, fold) =>
    kinds.flatMap((kind) =>
      kind.slice(Math.floor((fold * kind.length) / count), Math.floor(((fold + 1) * kind.length) / count)),
    ),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
