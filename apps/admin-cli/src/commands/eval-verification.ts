import { readFile } from 'node:fs/promises';
import { lfwImagePath, parsePairs } from '@portero/biometrics';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import { type Evaluation, evaluateVerification } from '../evaluation/verification.ts';
import { evaluationLines } from '../output/evaluation.ts';
import { examples, given, group, type Register } from './register.ts';

export interface EvalVerificationOptions {
  pairs: string;
  images: string;
}

async function readPairs(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'NOT_FOUND',
      {
        what: `cannot read the pairs ${file}`,
        cause: (cause as NodeJS.ErrnoException).code ?? 'unreadable',
        fix: 'Give a pair file of LFW, such as pairsDevTest.txt.',
      },
      { cause },
    );
  }
}

export const evalVerification: CommandSpec<EvalVerificationOptions, Evaluation> = {
  async handle({ pairs: file, images: imagesDir }, context) {
    const pairs = parsePairs(await readPairs(file));
    const encoder = await context.encoder();
    const total = new Set(pairs.flatMap(({ first, second }) => [lfwImagePath(first), lfwImagePath(second)]))
      .size;
    const progress = context.startProgress('images', total);
    return evaluateVerification({ pairs, imagesDir, onImage: progress.update }, encoder).finally(
      progress.stop,
    );
  },
  render: evaluationLines,
};

export const registerEvalVerification: Register = (program, run) => {
  group(program, 'eval', 'how well the whole pipeline does on a labelled set')
    .command('verification')
    .description('1:1 comparisons: accuracy, EER, TAR at FAR, after ISO/IEC 19795-1 and the LFW protocol.')
    .requiredOption('--pairs <file>', 'a pair file of LFW: pairsDevTest.txt, pairsDevTrain.txt or pairs.txt')
    .requiredOption('--images <dir>', 'where the pictures lie, as NAME/NAME_0001.jpg')
    .addHelpText(
      'after',
      examples(
        ['portero eval verification --pairs pairsDevTest.txt --images ./lfw-deepfunneled --json'],
        'Of a picture with several faces the one nearest to the centre, for its size, is taken. Pairs with a\n' +
          'picture that is absent are skipped and counted; a picture without a usable face counts as an error.',
      ),
    )
    .action((_options, command) => run(evalVerification, given<EvalVerificationOptions>(command)));
};
