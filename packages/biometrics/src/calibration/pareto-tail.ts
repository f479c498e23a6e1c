/** Shape and scale of a generalised Pareto distribution: P(X > x) = (1 + shape · x / scale)^(−1 / shape). */
export interface ParetoFit {
  scale: number;
  shape: number;
}

/**
 * Zhang and Stephens' estimator ("A new and efficient estimation method for the generalized Pareto distribution",
 * Technometrics 51, 2009): the mean of the likelihood over a grid, which always exists and needs no iteration.
 *
 * @param excesses above 0, ascending, at least 5
 */
export function fitPareto(excesses: ArrayLike<number>): ParetoFit {
  const n = excesses.length;
  const quartile = excesses[Math.floor(n / 4 + 0.5) - 1]!;
  const largest = excesses[n - 1]!;
  const gridSize = 20 + Math.floor(Math.sqrt(n));
  const grid = Array.from(
    { length: gridSize },
    (_, index) => 1 / largest + (1 - Math.sqrt(gridSize / (index + 0.5))) / (3 * quartile),
  );
  const logLikelihoods = grid.map((theta) => {
    const shape = meanLog(excesses, theta);
    return n * (Math.log(-theta / shape) - shape - 1);
  });
  const greatest = Math.max(...logLikelihoods);
  const weights = logLikelihoods.map((value) => Math.exp(value - greatest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const theta = grid.reduce((sum, value, index) => sum + value * weights[index]!, 0) / total;
  const shape = meanLog(excesses, theta);
  return { shape, scale: -shape / theta };
}

/** P(X > x), for x ≥ 0. */
export function paretoSurvival({ scale, shape }: ParetoFit, x: number): number {
  return shape === 0 ? Math.exp(-x / scale) : (1 + (shape * x) / scale) ** (-1 / shape);
}

/** x with P(X > x) = survival, for survival in (0, 1]. */
export function paretoQuantile({ scale, shape }: ParetoFit, survival: number): number {
  const logarithm = -Math.log(survival);
  return shape === 0 ? scale * logarithm : (scale * Math.expm1(shape * logarithm)) / shape;
}

function meanLog(excesses: ArrayLike<number>, theta: number): number {
  let sum = 0;
  for (let index = 0; index < excesses.length; index++) sum += Math.log1p(-theta * excesses[index]!);
  return sum / excesses.length;
}
