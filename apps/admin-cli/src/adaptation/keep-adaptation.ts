import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { calibrationFileText, heldOutCalibration, projectPeople, seededRandom } from '@portero/biometrics';
import { type AdaptationRecord, addProjection, type ModelManifest, removeModel } from '@portero/encoder';
import { type AdaptationTrial, sizeOf } from './adapt-to-people.ts';

export interface KeepOptions {
  id: string;
  base: ModelManifest;
  pipelineVersion: string;
  record: AdaptationRecord;
  modelsDir: string;
  calibrationsDir: string;
}

/** What lies on disk of an adaptation that was kept. */
export interface KeptModel {
  modelId: string;
  modelVersion: string;
  folder: string;
  calibrationFile: string;
  /** Of the held-out people, with one another. */
  comparisons: { mated: number; nonMated: number };
  /** Every counted false-match rate was multiplied by this before thresholds are derived. */
  widenedBy: number;
}

/**
 * Writes the model and its calibration, which is fitted on the held-out people: both, or neither.
 *
 * @throws {EncoderError} MODEL_ID_TAKEN; {BiometricsError} SCORES_INVALID for too few comparisons
 */
export async function keepAdaptation(
  { split, fitted }: AdaptationTrial,
  { id, base, pipelineVersion, record, modelsDir, calibrationsDir }: KeepOptions,
): Promise<KeptModel> {
  const { version } = await addProjection({ id, base, projection: fitted.projection, record, modelsDir });
  try {
    const { people, templates } = sizeOf(split.heldOut);
    const dataSet = `${record.source}, those held out from the adaptation`;
    const source = `${dataSet}: ${templates} templates of ${people} people, each compared with every other`;
    const { calibration, widenedBy } = heldOutCalibration(
      projectPeople(fitted.projection, split.heldOut),
      { modelId: id, modelVersion: version, source },
      { random: seededRandom(record.seed) },
    );
    const calibrationFile = join(calibrationsDir, `${id}.json`);
    const provenance = {
      ...{ dataSet, pipelineVersion, pictures: templates, people, failures: 0 },
      peopleExcluded: split.training.length + split.validation.length,
      leftOut: [],
      fittedOn: new Date().toISOString().slice(0, 10),
    };
    await mkdir(dirname(calibrationFile), { recursive: true });
    await writeFile(
      calibrationFile,
      calibrationFileText({ format: 'portero-calibration', provenance, calibration }),
    );
    return {
      modelId: id,
      modelVersion: version,
      folder: join(modelsDir, id),
      calibrationFile,
      comparisons: {
        mated: calibration.mated.comparisons,
        nonMated: calibration.nonMated.comparisons,
      },
      widenedBy,
    };
  } catch (error) {
    await removeModel(id, modelsDir);
    throw error;
  }
}
