import type { EstimateOverPeople } from '@portero/biometrics';
import type { EpochReport } from '@portero/encoder/training';
import type { AppliedAdaptation } from '../adaptation/apply-adaptation.ts';
import type { DiscardedAdaptation } from '../adaptation/discard-adaptation.ts';
import type { AdaptResult } from '../commands/adapt.ts';
import { percent } from './evaluation-words.ts';
import { count, fields } from './table.ts';

/** `epoch 3: 812 triplets, loss 0.0713; validation TAR 97.20 %` */
export function epochLine({ epoch, triplets, meanLoss, validation }: EpochReport): string {
  return `epoch ${epoch}: ${count(triplets, 'triplet')}, loss ${meanLoss.toFixed(4)}; validation TAR ${percent(validation.tar)}`;
}

export function adaptationLines(result: AdaptResult): string {
  const { base, comparison, failedPictures, model } = result;
  const group = (of: { people: number; templates: number }) =>
    `${of.people} people, ${count(of.templates, 'template')}`;
  const lines = fields([
    ['model', `${base.id}, version ${base.version}, pipeline ${base.pipelineVersion}`],
    ['adapted to', result.source],
    ...(failedPictures.length > 0 ? [['no face in', failedPictures.join(', ')] as const] : []),
    ['trained on', group(result.training)],
    ['stopped by', `${group(result.validation)}; the best epoch was ${result.bestEpoch}`],
    ['judged by', `${group(result.heldOut)}, whom it has not seen`],
    ['comparisons', `${comparison.mated} of one person, ${comparison.nonMated} of two`],
    ['TAR before', withInterval(comparison.before)],
    ['TAR after', withInterval(comparison.after)],
  ]);
  if (!result.kept) return `${lines}\n\n${verdict(result)}`;
  if (!model) return `${lines}\n\n${verdict(result)} Nothing was written (--dry-run).`;
  const written = fields([
    ['model', `${model.modelId} ${model.modelVersion}, in ${model.folder}`],
    ['calibration', model.calibrationFile],
    [
      'fitted on',
      `${model.comparisons.mated} comparisons of one person and ${model.comparisons.nonMated} of two; ` +
        `false-match rates raised ${model.widenedBy.toFixed(2)} times, the upper end of their interval`,
    ],
  ]);
  return [lines, verdict(result), written, nextSteps(model.modelId)].join('\n\n');
}

/** `not kept: TAR 97.10 % → 97.30 %, difference +0.20 % (−0.40 to +0.90): not beyond the interval` */
function verdict({ kept, comparison }: AdaptResult): string {
  const { before, after, difference } = comparison;
  const figures =
    `TAR ${percent(before.value)} → ${percent(after.value)} at FMR ${comparison.targetFmr}, ` +
    `difference ${signed(difference.value)} (${signed(difference.interval.lower)} to ${signed(difference.interval.upper)})`;
  return kept ? `kept: ${figures}: beyond the interval.` : `not kept: ${figures}: not beyond the interval.`;
}

function withInterval({ value, interval }: EstimateOverPeople): string {
  return `${percent(value)} (${percent(interval.lower)} to ${percent(interval.upper)})`;
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
}

function nextSteps(modelId: string): string {
  return [
    'No door has changed. To take it into use:',
    `  portero adapt apply ${modelId}    writes everybody's templates for it, beside the old ones`,
    `  copy models/${modelId} and calibrations/${modelId}.json into the data directory of each edge`,
    `  start the coordinator and the edges with PORTERO_MODEL=${modelId}`,
    `Back: start them with the former model; portero adapt discard ${modelId} erases this one.`,
  ].join('\n');
}

export function appliedLines({ modelId, baseId, people, added, present }: AppliedAdaptation): string {
  return (
    `${count(added, 'template')} written for ${modelId}, ${present} were there: all of the ${people} people with ` +
    `templates of ${baseId}, which stay as they are. Doors change when they are started with PORTERO_MODEL=${modelId}.`
  );
}

export function discardedLines({ modelId, baseId, templates, people }: DiscardedAdaptation): string {
  return (
    `${modelId} erased, with its calibration and ${count(templates, 'template')} of ${people} people; ` +
    `those of ${baseId} are as they were`
  );
}
