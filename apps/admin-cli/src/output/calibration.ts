import type { CalibrateFitResult } from '../commands/calibrate-fit.ts';
import { fields } from './table.ts';

export function calibrationFitLines(result: CalibrateFitResult): string {
  const { comparisons, measuredFrom, tail, failedPictures } = result;
  return fields([
    ['model', `${result.modelId}, version ${result.modelVersion}, pipeline ${result.pipelineVersion}`],
    ['pictures', `${result.pictures} of ${result.people} people, ${result.peopleExcluded} people excluded`],
    ['failures', failedPictures.length === 0 ? 'none' : failedPictures.join(', ')],
    ['comparisons', `${comparisons.mated} of one person, ${comparisons.nonMated} of two`],
    [
      'measured from',
      `${measuredFrom.distanceL2.toFixed(4)}, false-match rate ${measuredFrom.fmr.toExponential(1)}`,
    ],
    [
      'below',
      `extrapolated; off by a factor of ${tail.worstFactor.toFixed(2)} at most where it can be checked`,
    ],
    ['written to', result.file],
  ]);
}
