import type { Evaluation } from '../evaluation/verification.ts';
import type { Style } from './style.ts';
import { count, fields } from './table.ts';

const MISSING_SHOWN = 10;

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

export function evaluationLines(evaluation: Evaluation, style: Style): string {
  const { missingImages, failuresToEnrol, tarAtFar } = evaluation;
  const text = fields([
    ['model', `${evaluation.modelId} on ${evaluation.engine}`],
    ['pairs', `${evaluation.pairs} (${evaluation.mated} of one person, ${evaluation.nonMated} of two)`],
    ['skipped', `${count(evaluation.skippedPairs, 'pair')} of ${evaluation.listedPairs}`],
    [
      'accuracy',
      `${percent(evaluation.accuracy)} ± ${percent(evaluation.accuracyStandardError)} standard error`,
    ],
    ['threshold', evaluation.threshold.toFixed(4)],
    ['EER', percent(evaluation.eer)],
    ['TAR at FAR 1e-2', percent(tarAtFar['0.01'])],
    ['TAR at FAR 1e-3', percent(tarAtFar['0.001'])],
    [
      'failures to enrol',
      `${count(failuresToEnrol.length, 'image')}, in ${count(evaluation.failures, 'pair')}`,
    ],
    ['speed', `${evaluation.msPerImage.toFixed(1)} ms per image (${evaluation.images} images)`],
  ]);
  const shown = missingImages.slice(0, MISSING_SHOWN).map((path) => `  ${style.yellow('missing')} ${path}`);
  if (missingImages.length > MISSING_SHOWN)
    shown.push(`  … and ${missingImages.length - MISSING_SHOWN} more`);
  return [text, ...shown, ...failuresToEnrol.map((path) => `  ${style.yellow('no face')} ${path}`)].join(
    '\n',
  );
}
