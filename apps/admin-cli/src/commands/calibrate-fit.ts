import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type CalibrationProvenance, calibrationFileText } from '@portero/biometrics';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { openEvaluationEncoder } from '../evaluation/evaluation-encoder.ts';
import {
  fitModelCalibration,
  picturesOfFolder,
  picturesOfPairs,
  readLeftOut,
} from '../evaluation/fit-model-calibration.ts';
import { readPairs } from '../evaluation/read-pairs.ts';
import { calibrationFitLines } from '../output/calibration.ts';
import { calibrateGroup } from './calibrate-group.ts';
import { CACHE_NOTE } from './evaluation-options.ts';
import { examples, given, type Register } from './register.ts';

export interface CalibrateFitOptions extends GlobalOptions {
  images: string;
  pairs?: string;
  exclude?: string;
  leaveOut?: string;
  dataSet?: string;
  cache?: string;
  out?: string;
}

export interface CalibrateFitResult extends CalibrationProvenance {
  modelId: string;
  modelVersion: string;
  comparisons: { mated: number; nonMated: number };
  /** Above this distance the rates were counted, below they are extrapolated. */
  measuredFrom: { distanceL2: number; fmr: number };
  tail: { shape: number; scale: number; worstFactor: number };
  failedPictures: string[];
  file: string;
}

export const calibrateFit: CommandSpec<CalibrateFitOptions, CalibrateFitResult> = {
  async handle(options, context) {
    const { images, pairs, exclude, leaveOut, dataSet = basename(resolve(images)), cache } = options;
    const pictures =
      pairs === undefined ? await picturesOfFolder(images) : picturesOfPairs(await readPairs(pairs), images);
    const excludedPairs = exclude === undefined ? [] : await readPairs(exclude);
    const excluded = new Set(excludedPairs.flatMap(({ first, second }) => [first.name, second.name]));
    const leftOut = leaveOut === undefined ? [] : await readLeftOut(leaveOut);
    const encoder = await openEvaluationEncoder(context, cache);
    const fitted = await fitModelCalibration(
      { pictures, excluded, leftOut, dataSet, fittedOn: new Date() },
      encoder,
    );
    const { provenance, calibration } = fitted.file;
    const file = options.out ?? join(context.dataDir, 'calibrations', `${calibration.modelId}.json`);
    await mkdir(dirname(file), { recursive: true });
    const text = calibrationFileText(fitted.file);
    await writeFile(file, text);
    // One that is written elsewhere is not in use.
    if (options.out === undefined) {
      const { audit } = await context.roster();
      const sha256 = createHash('sha256').update(text).digest('hex');
      const { modelId, modelVersion } = calibration;
      await audit.append('calibration.stored', { modelId, modelVersion, sha256 });
    }
    const { shape, scale, worstFactor } = calibration.nonMated.tail;
    return {
      ...provenance,
      modelId: calibration.modelId,
      modelVersion: calibration.modelVersion,
      comparisons: {
        mated: calibration.mated.comparisons,
        nonMated: calibration.nonMated.comparisons,
      },
      measuredFrom: calibration.nonMated.measuredFrom,
      tail: { shape, scale, worstFactor },
      failedPictures: fitted.failures,
      file,
    };
  },
  render: calibrationFitLines,
};

export const registerCalibrateFit: Register = (program, run) => {
  calibrateGroup(program)
    .command('fit')
    .description('Learn what the distances of a model mean, from pictures of people who are known.')
    .requiredOption('--images <dir>', 'a folder with one folder of pictures for each person')
    .option('--pairs <file>', 'take only the pictures that this pair file of LFW names')
    .option('--exclude <file>', 'leave out everybody whom this pair file names')
    .option('--leave-out <file>', 'a list of people and pictures (NAME/FILE) that bear a wrong name')
    .option('--data-set <words>', 'where the pictures come from (default: the name of the folder)')
    .option('--cache <dir>', 'where embeddings are kept (default: cache in --data)')
    .option('--out <file>', 'where to write it (default: calibrations/MODEL.json in --data, which is used)')
    .addHelpText(
      'after',
      examples(
        [
          'portero calibrate fit --images ./staff',
          'portero calibrate fit --images ./lfw --pairs pairsDevTrain.txt --exclude pairsDevTest.txt --out lfw.json',
        ],
        'Every picture is compared with every other. In --data it takes the place of the calibration that ships\n' +
          'with the model; give it some hundred people, and look at the worst errors of portero eval\n' +
          `identification first: one wrong name among them spoils the threshold.\n${CACHE_NOTE}`,
      ),
    )
    .action((_options, command) => run(calibrateFit, given<CalibrateFitOptions>(command)));
};
