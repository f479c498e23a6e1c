import type { CommandSpec } from '../context/command-spec.ts';
import { writeEvaluationReport } from '../eval-report/write-evaluation-report.ts';
import { openEvaluationEncoder } from '../evaluation/evaluation-encoder.ts';
import { readPairs } from '../evaluation/read-pairs.ts';
import { evaluateVerification, type VerificationEvaluation } from '../evaluation/verification.ts';
import { verificationPage } from '../evaluation/verification-page.ts';
import { verificationLines } from '../output/verification-evaluation.ts';
import {
  CACHE_NOTE,
  type EvaluationOptions,
  evaluationGroup,
  withEvaluationOptions,
} from './evaluation-options.ts';
import { examples, given, type Register } from './register.ts';

export interface EvalVerificationOptions extends EvaluationOptions {
  pairs: string;
  images: string;
}

export type EvalVerificationResult = VerificationEvaluation & { reportFile?: string };

export const evalVerification: CommandSpec<EvalVerificationOptions, EvalVerificationResult> = {
  async handle({ pairs: pairsFile, images: imagesDir, cache, report }, context) {
    const pairs = await readPairs(pairsFile);
    const encoder = await openEvaluationEncoder(context, cache);
    const scored = await evaluateVerification({ pairs, imagesDir }, encoder);
    if (report === undefined) return scored.evaluation;
    const page = verificationPage(scored, { pairsFile, imagesDir, createdAt: new Date() });
    return { ...scored.evaluation, reportFile: await writeEvaluationReport(report, page) };
  },
  render: verificationLines,
};

export const registerEvalVerification: Register = (program, run) => {
  withEvaluationOptions(
    evaluationGroup(program)
      .command('verification')
      .description('1:1 comparisons: accuracy, EER, TAR at FAR, after ISO/IEC 19795-1 and the LFW protocol.')
      .requiredOption(
        '--pairs <file>',
        'a pair file of LFW: pairsDevTest.txt, pairsDevTrain.txt or pairs.txt',
      )
      .requiredOption('--images <dir>', 'where the pictures lie, as NAME/NAME_0001.jpg'),
  )
    .addHelpText(
      'after',
      examples(
        [
          'portero eval verification --pairs pairsDevTest.txt --images ./lfw-deepfunneled --json',
          'portero eval verification --pairs pairs.txt --images ./lfw-deepfunneled --report ./report',
        ],
        'Of a picture with several faces the one nearest to the centre, for its size, is taken. Pairs with a\n' +
          'picture that is absent are skipped and counted; a picture without a usable face counts as an error.\n' +
          CACHE_NOTE,
      ),
    )
    .action((_options, command) => run(evalVerification, given<EvalVerificationOptions>(command)));
};
