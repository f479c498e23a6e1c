import {
  type AdaptationSplit,
  type Enrolled,
  identityProjection,
  type LabelledEmbedding,
  type Projection,
  projectPeople,
  projectTemplate,
  type Separation,
  seededRandom,
  semiHardTriplets,
  separationAtFmr,
  TRIPLET_ALPHA,
} from '@portero/biometrics';
import { createProjectionTrainer } from './projection-trainer.ts';
import { trainingBatches } from './training-batches.ts';

export interface FitProjectionOptions {
  /** Length of a template. */
  readonly dimension: number;
  /** At most; each is a pass over the training people, or more where they are few. @defaultValue 40 */
  readonly epochs?: number;
  /** Epochs without a better validation loss after which fitting ends. @defaultValue 8 */
  readonly patience?: number;
  /** Of the order of people and the choice among their templates: the same seed gives the same matrix on one engine. */
  readonly seed: number;
  /** The FMR at which the validation people are judged. */
  readonly validationFmr: number;
  readonly signal?: AbortSignal;
  readonly onEpoch?: (report: EpochReport) => void;
}

/** How one epoch went. */
export interface EpochReport {
  /** From 1; 0 is the base model. */
  readonly epoch: number;
  readonly triplets: number;
  /** Of the triplets, in squared L2, 0 … 0.2; 0 where none was found. */
  readonly meanLoss: number;
  /** Of the validation people, after the epoch. */
  readonly validation: Separation;
}

export interface FittedProjection {
  readonly projection: Projection;
  /** The epoch that it is of; 0, the identity, when none was better for the validation people. */
  readonly bestEpoch: number;
  /** Of the base model first. */
  readonly epochs: readonly EpochReport[];
}

const BATCH = { size: 512, mostPerPerson: 8 };
/** A pass over few people is a step or two, and says too little to be judged after each. */
const LEAST_STEPS_PER_EPOCH = 10;
const STEP = { learningRate: 0.01, decay: 1e-3, alpha: TRIPLET_ALPHA };

/**
 * Fits a projection of the templates of one model to some people: the triplet loss, equation (3) of the course notebook,
 * of semi-hard triplets that are mined anew in every batch with the projection as it is by then. It ends early, and gives
 * the projection that was best for the validation people; the held-out ones are for the caller to judge it with.
 *
 * An engine must have been selected before; no tensor is left on it.
 *
 * @throws {BiometricsError} SCORES_INVALID for validation people without two templates of anybody; what aborted `signal`
 */
export async function fitProjection(
  { training, validation }: Pick<AdaptationSplit, 'training' | 'validation'>,
  options: FitProjectionOptions,
): Promise<FittedProjection> {
  const { dimension, epochs = 40, patience = 8, seed, validationFmr, signal, onEpoch } = options;
  const random = seededRandom(seed);
  const judge = (projection: Projection) =>
    separationAtFmr(projectPeople(projection, validation), validationFmr);
  let current = identityProjection(dimension);
  let best = { projection: current, epoch: 0, loss: judge(current).loss };
  const reports: EpochReport[] = [{ epoch: 0, triplets: 0, meanLoss: 0, validation: judge(current) }];
  const trainer = createProjectionTrainer({ dimension, ...STEP });
  try {
    for (let epoch = 1; epoch <= epochs && epoch - best.epoch <= patience; epoch++) {
      let triplets = 0;
      let loss = 0;
      for (const batch of epochOf(training, random)) {
        signal?.throwIfAborted();
        const mined = semiHardTriplets(projected(current, batch), STEP.alpha);
        if (mined.length === 0) continue;
        loss += await trainer.step(batch, mined);
        triplets += mined.length;
        current = await trainer.projection();
      }
      const report = {
        epoch,
        triplets,
        meanLoss: triplets === 0 ? 0 : loss / triplets,
        validation: judge(current),
      };
      reports.push(report);
      onEpoch?.(report);
      if (report.validation.loss < best.loss) {
        best = { projection: current, epoch, loss: report.validation.loss };
      }
    }
  } finally {
    trainer.dispose();
  }
  return { projection: best.projection, bestEpoch: best.epoch, epochs: reports };
}

/** Everybody in batches, and again in others, until there are steps enough. */
function epochOf(training: readonly Enrolled[], random: () => number): LabelledEmbedding[][] {
  const batches: LabelledEmbedding[][] = [];
  while (batches.length < LEAST_STEPS_PER_EPOCH)
    batches.push(...trainingBatches(training, { ...BATCH, random }));
  return batches;
}

function projected(projection: Projection, batch: readonly LabelledEmbedding[]): LabelledEmbedding[] {
  return batch.map(({ personId, embedding }) => ({
    personId,
    embedding: projectTemplate(projection, embedding),
  }));
}
