import type { SystemComparison } from '@portero/biometrics';
import { LEAST_PEOPLE } from '../adaptation/adaptation-people.ts';
import type { KeptModel } from '../adaptation/keep-adaptation.ts';
import type { CommandSpec } from '../context/command-spec.ts';
import type { GlobalOptions } from '../context/global-options.ts';
import { adaptationLines, epochLine } from '../output/adaptation.ts';
import { adaptGroup } from './adapt-group.ts';
import { CACHE_NOTE } from './evaluation-options.ts';
import { examples, given, type Register, wholeNumber } from './register.ts';

export interface AdaptCommandOptions extends GlobalOptions {
  images?: string;
  cache?: string;
  id?: string;
  epochs: number;
  seed: number;
  dryRun?: boolean;
}

interface GroupSize {
  people: number;
  templates: number;
}

export interface AdaptResult {
  /** Whether it is better for people whom it has not seen, beyond the confidence interval. */
  kept: boolean;
  base: { id: string; version: string; pipelineVersion: string };
  source: string;
  failedPictures: string[];
  training: GroupSize;
  validation: GroupSize;
  heldOut: GroupSize;
  seed: number;
  /** The epoch whose projection was judged; 0 when no epoch was better for the validation people. */
  bestEpoch: number;
  epochs: { epoch: number; triplets: number; meanLoss: number; validationTar: number }[];
  /** TAR of the held-out people, before and after. */
  comparison: SystemComparison;
  /** Absent when it was not kept, and with --dry-run. */
  model?: KeptModel;
}

export const adapt: CommandSpec<AdaptCommandOptions, AdaptResult> = {
  async handle({ images, cache, id, epochs, seed, dryRun }, context) {
    // They load TensorFlow.js, which other commands can do without.
    const { DEFAULT_MODEL_ID, getModel, PIPELINE_VERSION, selectEngine } = await import('@portero/encoder');
    const { adaptationPeople } = await import('../adaptation/adaptation-people.ts');
    const { adaptToPeople, sizeOf } = await import('../adaptation/adapt-to-people.ts');
    const { engineNamed } = await import('../context/engine-named.ts');
    const { modelsDir, calibrationsDir, global, signal } = context;
    const { chosenId } = await import('../adaptation/adapted-model-id.ts');
    const base = await getModel(global.model ?? DEFAULT_MODEL_ID, { modelsDir, calibrationsDir });
    const modelId = await chosenId(id, base, modelsDir);
    const found = await adaptationPeople({ base, images, cache }, context);
    await selectEngine(global.engine === undefined ? {} : { forced: engineNamed(global.engine) });
    const progress = context.startProgress('epochs', epochs);
    const trial = await adaptToPeople(found.people, {
      ...{ dimension: base.dimension, epochs, seed, signal },
      onEpoch: (report) => {
        progress.update(report.epoch);
        context.note(epochLine(report));
      },
    }).finally(progress.stop);
    const { split, fitted, comparison } = trial;
    const { targetFmr, mated, nonMated, before, after, difference, improved: kept } = comparison;
    const groups = {
      training: sizeOf(split.training),
      validation: sizeOf(split.validation),
      heldOut: sizeOf(split.heldOut),
    };
    const result: AdaptResult = {
      kept,
      base: { id: base.id, version: base.version, pipelineVersion: PIPELINE_VERSION },
      source: found.source,
      failedPictures: found.failedPictures,
      ...groups,
      seed,
      bestEpoch: fitted.bestEpoch,
      epochs: fitted.epochs.map(({ epoch, triplets, meanLoss, validation }) => ({
        ...{ epoch, triplets, meanLoss, validationTar: validation.tar },
      })),
      comparison,
    };
    if (!kept || dryRun) return result;
    const { keepAdaptation } = await import('../adaptation/keep-adaptation.ts');
    const model = await keepAdaptation(trial, {
      ...{ id: modelId, base, pipelineVersion: PIPELINE_VERSION, modelsDir, calibrationsDir },
      record: {
        ...{ source: found.source, seed, epochs: fitted.epochs.length - 1, bestEpoch: fitted.bestEpoch },
        ...groups,
        decision: { targetFmr, mated, nonMated, before, after, difference },
      },
    });
    return { ...result, model };
  },
  render: adaptationLines,
};

export const registerAdapt: Register = (program, run) => {
  adaptGroup(program)
    .option('--images <dir>', 'a folder with one folder of pictures for each person (default: the roster)')
    .option('--epochs <n>', 'how long to train at most', wholeNumber(1, 1000), 40)
    .option(
      '--seed <n>',
      'of the order of training; who is held out does not depend on it',
      wholeNumber(0, 2 ** 31 - 1),
      1,
    )
    .option('--id <id>', 'of the new model (default: MODEL-adapted-N)')
    .option('--cache <dir>', 'where embeddings are kept, with --images (default: cache in --data)')
    .option('--dry-run', 'train and judge, and write nothing')
    .addHelpText(
      'after',
      examples(
        [
          'portero adapt --dry-run',
          'portero adapt --model resnet-128',
          'portero adapt --images ./staff --json',
        ],
        `It takes ${LEAST_PEOPLE} people with two templates each. A matrix behind the model is fitted to some of them with\n` +
          'the triplet loss and judged by the others, whom it has not seen. It is kept only if more of their own\n' +
          'pictures are accepted at a false-match rate of 0.001, and the whole 95 % interval of the difference is\n' +
          'above 0. No door changes: portero adapt apply and the model that coordinator and edges are started\n' +
          `with do that. Not kept is no failure, and ends with 0.\n\n${CACHE_NOTE}`,
      ),
    )
    .action((_options, command) => run(adapt, given<AdaptCommandOptions>(command)));
};
