import { InvalidArgumentError } from 'commander';
import { CliError } from '../cli-error.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GroupTable } from '../eval-report/evaluation-report-data.ts';
import { writeEvaluationReport } from '../eval-report/write-evaluation-report.ts';
import { openEvaluationEncoder } from '../evaluation/evaluation-encoder.ts';
import { readGroupFile } from '../evaluation/group-file.ts';
import type { IdentificationEvaluation } from '../evaluation/identification.ts';
import { identificationEvaluationLines } from '../output/identification-evaluation.ts';
import {
  CACHE_NOTE,
  type EvaluationOptions,
  evaluationGroup,
  withEvaluationOptions,
} from './evaluation-options.ts';
import { examples, given, type Register, wholeNumber } from './register.ts';

export interface EvalIdentificationOptions extends EvaluationOptions {
  images: string;
  enrol: number;
  minImages: number;
  groups?: string;
  fpir: number[];
}

export type EvalIdentificationResult = IdentificationEvaluation & {
  groups: GroupTable[];
  reportFile?: string;
};

export const evalIdentification: CommandSpec<EvalIdentificationOptions, EvalIdentificationResult> = {
  async handle({ images: imagesDir, enrol, minImages, groups, fpir, cache, report }, context) {
    if (minImages <= enrol) {
      throw new CliError('USAGE', {
        what: `with --min-images ${minImages} and --enrol ${enrol} some people would have no picture left to search with`,
        fix: 'Make --min-images greater than --enrol.',
      });
    }
    // They load sharp and the gallery, which other commands can do without.
    const { evaluateIdentification } = await import('../evaluation/identification.ts');
    const { groupTables, identificationPage } = await import('../evaluation/identification-page.ts');
    const divisions = groups === undefined ? [] : await readGroupFile(groups);
    const encoder = await openEvaluationEncoder(context, cache);
    const outcome = await evaluateIdentification(
      { imagesDir, enrol, minImages, targetFpirs: fpir },
      { encoder, logger: context.logger },
    );
    const result = { ...outcome.evaluation, groups: groupTables(outcome, divisions) };
    if (report === undefined) return result;
    const page = await identificationPage(outcome, { imagesDir, divisions, createdAt: new Date() });
    return { ...result, reportFile: await writeEvaluationReport(report, page) };
  },
  render: identificationEvaluationLines,
};

/** `0.1,0.01` → `[0.1, 0.01]` */
function rates(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => value > 0 && value < 1)) return values;
  throw new InvalidArgumentError('It must be rates between 0 and 1, such as 0.1,0.003.');
}

export const registerEvalIdentification: Register = (program, run) => {
  withEvaluationOptions(
    evaluationGroup(program)
      .command('identification')
      .description('1:N searches of people who are enrolled and of strangers: rank 1, and FNIR at FPIR.')
      .requiredOption('--images <dir>', 'a folder with one folder of pictures for each person')
      .option('--enrol <n>', 'pictures of each person to enrol, the first ones', wholeNumber(1, 100), 2)
      .option('--min-images <n>', 'who has fewer pictures is a stranger', wholeNumber(2, 1000), 3)
      .option('--fpir <rates>', 'rates to report', rates, [0.1, 0.03, 0.01, 0.003])
      .option(
        '--groups <file>',
        'a table "person,group…" with titles in its first line: errors for each group',
      ),
  )
    .addHelpText(
      'after',
      examples(
        [
          'portero eval identification --images ./staff --enrol 2 --min-images 3 --report ./report',
          'portero eval identification --images ./staff --fpir 0.01,0.003 --groups ages.csv --json',
        ],
        'A picture of somebody enrolled is missed unless that person is nearest and below the threshold; a\n' +
          'picture without a usable face is missed too. Errors are listed by picture, worst first: look at them\n' +
          `before you believe the numbers, since data sets hold wrong names.\n${CACHE_NOTE}`,
      ),
    )
    .action((_options, command) => run(evalIdentification, given<EvalIdentificationOptions>(command)));
};
