import type { EvalVerificationResult } from '../commands/eval-verification.ts';
import { percent, speedOf } from './evaluation-words.ts';
import type { Style } from './style.ts';
import { count, fields } from './table.ts';

const MISSING_SHOWN = 10;

export function verificationLines(evaluation: EvalVerificationResult, style: Style): string {
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
    ['speed', speedOf(evaluation)],
    ...(evaluation.reportFile === undefined ? [] : [['report', evaluation.reportFile] as const]),
  ]);
  const shown = missingImages.slice(0, MISSING_SHOWN).map((path) => `  ${style.yellow('missing')} ${path}`);
  if (missingImages.length > MISSING_SHOWN)
    shown.push(`  … and ${missingImages.length - MISSING_SHOWN} more`);
  return [text, ...shown, ...failuresToEnrol.map((path) => `  ${style.yellow('no face')} ${path}`)].join(
    '\n',
  );
}
