import { describe, expect, it } from 'vitest';
import { fitPareto, paretoQuantile, paretoSurvival } from './pareto-tail.ts';

describe('fitPareto', () => {
  it.each([-0.3, -0.1, 0, 0.2, 0.5])('finds shape %d in the quantiles of its distribution', (shape) => {
    const truth = { shape, scale: 0.04 };
    const excesses = Array.from({ length: 2000 }, (_, index) =>
      paretoQuantile(truth, 1 - (index + 0.5) / 2000),
    );
    const fit = fitPareto(excesses);
    expect(fit.shape).toBeCloseTo(shape, 1);
    expect(fit.scale / truth.scale).toBeCloseTo(1, 1);
  });
});

describe('the distribution', () => {
  it.each([0, 0.2, 1])('has a quantile that undoes the survival, for shape %d', (shape) => {
    const fit = { shape, scale: 0.05 };
    for (const survival of [1, 0.3, 1e-3, 1e-9]) {
      expect(paretoSurvival(fit, paretoQuantile(fit, survival)) / survival).toBeCloseTo(1, 9);
    }
  });

  it('goes over into the exponential as the shape goes to 0', () => {
    const [nearly, exactly] = [1e-9, 0].map((shape) => paretoSurvival({ shape, scale: 0.05 }, 0.4));
    expect(nearly! / exactly!).toBeCloseTo(1, 6);
  });
});
