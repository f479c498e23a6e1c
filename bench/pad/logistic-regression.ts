/** Weights of a logistic regression, in the units of the columns, which should be standardised. */
export interface LogisticFit {
  readonly intercept: number;
  readonly weights: readonly number[];
}

export interface LogisticRow {
  readonly values: readonly number[];
  /** 1 a person, 0 an attack. */
  readonly label: 0 | 1;
  /** So that neither kind outvotes the other by its number. */
  readonly weight: number;
}

const ROUNDS = 3_000;
const RATE = 0.3;

/** Gradient descent on the weighted log loss with a ridge penalty: few columns, few rows, nothing clever needed. */
export function fitLogistic(rows: readonly LogisticRow[], ridge = 0.01): LogisticFit {
  const columns = rows[0]!.values.length;
  const weights = new Float64Array(columns);
  let intercept = 0;
  const total = rows.reduce((sum, row) => sum + row.weight, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const gradient = Float64Array.from(weights, (weight) => ridge * weight);
    let interceptGradient = 0;
    for (const { values, label, weight } of rows) {
      const sum = values.reduce((all, value, column) => all + value * weights[column]!, intercept);
      const error = ((1 / (1 + Math.exp(-sum)) - label) * weight) / total;
      interceptGradient += error;
      for (let column = 0; column < columns; column++) gradient[column]! += error * values[column]!;
    }
    intercept -= RATE * interceptGradient;
    for (let column = 0; column < columns; column++) weights[column]! -= RATE * gradient[column]!;
  }
  return { intercept, weights: [...weights] };
}
