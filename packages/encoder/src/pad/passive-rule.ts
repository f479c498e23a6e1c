import type { PadMeasures } from './pad-analyser.ts';

/** A logistic regression: what speaks for a person adds, what speaks for an attack takes away. */
export interface PassiveRule {
  readonly id: string;
  readonly intercept: number;
  readonly terms: readonly RuleTerm[];
}

export interface RuleTerm {
  readonly measure: keyof PadMeasures;
  /** Of the pictures it was fitted on. */
  readonly mean: number;
  readonly scale: number;
  /** Of one `scale` more: above 0 speaks for a person. */
  readonly weight: number;
}

/** How far beyond what it was fitted on a measure may speak, in scales: one odd number must not outvote the rest. */
const FARTHEST = 4;

/** 0 (an attack) to 1 (a person). */
export function applyRule({ intercept, terms }: PassiveRule, measures: PadMeasures): number {
  const sum = terms.reduce((total, { measure, mean, scale, weight }) => {
    const standard = (measures[measure] - mean) / scale;
    return total + weight * Math.min(FARTHEST, Math.max(-FARTHEST, standard));
  }, intercept);
  return 1 / (1 + Math.exp(-sum));
}
