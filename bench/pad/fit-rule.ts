import type { PadMeasures, PassiveRule } from '@portero/encoder';
import { fitLogistic, type LogisticRow } from './logistic-regression.ts';

export interface MeasuredFace {
  readonly measures: PadMeasures;
  readonly isPerson: boolean;
}

/**
 * Those that stand for something a real camera would see as well. Left out: `fineDetail`, `patternEntropy` and
 * `backgroundSharpness`, since people and attacks here are made of the same small photographs, and what is known of their
 * sharpness is known of the simulation.
 */
export const USED_MEASURES: readonly (keyof PadMeasures)[] = [
  'spectralPeak',
  'irregularPatterns',
  'blackLevel',
  'whiteLevel',
  'glare',
  'colourfulness',
  'blueness',
  'frameEdges',
];

/** Of the people it is fitted on, so many score below 0.5. */
export const TARGET_BPCER = 0.05;

/** As the rule itself limits how far a measure may speak. */
const FARTHEST = 4;

/** The rule, its intercept moved so that 0.5 rejects {@link TARGET_BPCER} of the people it is fitted on. */
export function fitRule(
  id: string,
  faces: readonly MeasuredFace[],
  used: readonly (keyof PadMeasures)[] = USED_MEASURES,
): PassiveRule {
  const scales = used.map((measure) => ({
    measure,
    ...spread(faces.map(({ measures }) => measures[measure])),
  }));
  const share = faces.filter(({ isPerson }) => isPerson).length / faces.length;
  const rows: LogisticRow[] = faces.map(({ measures, isPerson }) => ({
    values: scales.map(({ measure, mean, scale }) =>
      Math.min(FARTHEST, Math.max(-FARTHEST, (measures[measure] - mean) / scale)),
    ),
    label: isPerson ? 1 : 0,
    weight: isPerson ? 1 / share : 1 / (1 - share),
  }));
  const { weights } = fitLogistic(rows);
  const sums = rows
    .filter(({ label }) => label === 1)
    .map(({ values }) => values.reduce((sum, value, column) => sum + value * weights[column]!, 0))
    .sort((a, b) => a - b);
  return {
    id,
    intercept: rounded(-sums[Math.floor(TARGET_BPCER * sums.length)]!),
    terms: scales.map(({ measure, mean, scale }, column) => ({
      measure,
      mean: rounded(mean),
      scale: rounded(scale),
      weight: rounded(weights[column]!),
    })),
  };
}

function spread(values: readonly number[]): { mean: number; scale: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, scale: Math.sqrt(variance) };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
