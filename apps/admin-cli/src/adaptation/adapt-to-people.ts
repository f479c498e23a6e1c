import {
  type AdaptationSplit,
  compareSystems,
  type Enrolled,
  projectPeople,
  type SystemComparison,
  seededRandom,
  splitForAdaptation,
} from '@portero/biometrics';
import type { EpochReport, FittedProjection } from '@portero/encoder/training';

export interface AdaptOptions {
  /** Length of a template. */
  dimension: number;
  epochs: number;
  seed: number;
  signal: AbortSignal;
  onEpoch: (report: EpochReport) => void;
}

export interface AdaptationTrial {
  split: AdaptationSplit;
  fitted: FittedProjection;
  /** Of the held-out people, before and after. */
  comparison: SystemComparison;
}

/** The FMR at which an adaptation is judged: half of a hundred people can show no lower one. */
const TARGET_FMR = 1e-3;

/**
 * Fits a projection to some of the people and compares it with none on others whom it has not seen.
 *
 * An engine must have been selected before.
 */
export async function adaptToPeople(
  people: readonly Enrolled[],
  { dimension, epochs, seed, signal, onEpoch }: AdaptOptions,
): Promise<AdaptationTrial> {
  const { fitProjection } = await import('@portero/encoder/training');
  const split = splitForAdaptation(people);
  const validationFmr = lowestFmr(split.validation);
  const fitted = await fitProjection(split, { dimension, epochs, seed, validationFmr, signal, onEpoch });
  const comparison = compareSystems(split.heldOut, projectPeople(fitted.projection, split.heldOut), {
    targetFmr: TARGET_FMR,
    random: seededRandom(seed),
  });
  return { split, fitted, comparison };
}

/** That of the decision where the validation people can show it with three false matches, else ten times as many. */
function lowestFmr(people: readonly Enrolled[]): number {
  const counts = people.map(({ templates }) => templates.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const nonMated = (total ** 2 - counts.reduce((sum, count) => sum + count ** 2, 0)) / 2;
  return nonMated * TARGET_FMR >= 3 ? TARGET_FMR : TARGET_FMR * 10;
}

/** How many people and templates a set has. */
export function sizeOf(people: readonly Enrolled[]): { people: number; templates: number } {
  return {
    people: people.length,
    templates: people.reduce((sum, { templates }) => sum + templates.length, 0),
  };
}
