import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EncoderError } from '../encoder-error.ts';
import { elementCount, type Nn4Weight, toTensorOrder } from '../networks/nn4-small2/weight-list.ts';
import { readCsvNumbers } from './csv-numbers.ts';

/** A weight and the file that holds it. */
export interface WeightCsv {
  readonly weight: Nn4Weight;
  readonly file: string;
}

/** Of the many files that are missing in a wrong folder, so many are named. */
const NAMED_FILES = 5;

/**
 * Finds the CSV file of each weight. Other files are left alone: published copies hold more than the network has.
 *
 * The dense layer's files are `dense_w.csv` and `dense_b.csv` in Keras-OpenFace; after the name of the layer they may
 * also be `dense_layer_w.csv` and `dense_layer_b.csv`.
 *
 * @throws {EncoderError} MODEL_WEIGHTS_INVALID naming what is missing
 */
export async function findWeightFiles(folder: string, weights: readonly Nn4Weight[]): Promise<WeightCsv[]> {
  const present = new Set(
    await readdir(folder).catch((cause: unknown) => {
      throw new EncoderError(
        'MODEL_WEIGHTS_INVALID',
        `The folder ${folder} cannot be read. Name the folder with the CSV files of OpenFace.`,
        { cause, context: { folder } },
      );
    }),
  );
  const found: WeightCsv[] = [];
  const missing: string[] = [];
  for (const weight of weights) {
    const names = [`${weight.name}.csv`, `${weight.name.replace(/^dense_/, 'dense_layer_')}.csv`];
    const name = names.find((candidate) => present.has(candidate));
    if (name === undefined) missing.push(names[0]!);
    else found.push({ weight, file: join(folder, name) });
  }
  if (missing.length === 0) return found;
  const more = missing.length > NAMED_FILES ? ` and ${missing.length - NAMED_FILES} more` : '';
  throw new EncoderError(
    'MODEL_WEIGHTS_INVALID',
    `The folder ${folder} lacks ${missing.slice(0, NAMED_FILES).join(', ')}${more} of the ${weights.length} weight files.`,
    { context: { folder, missing } },
  );
}

/** The values of one weight in TensorFlow's order. Errors as `readCsvNumbers`. */
export async function readWeightCsv({ weight, file }: WeightCsv): Promise<Float32Array> {
  const count = elementCount(weight.shape);
  if (weight.kind !== 'variance') return toTensorOrder(weight, await readCsvNumbers(file, { count }));
  const refuse = (value: number) => (value < 0 ? 'no variance can be' : undefined);
  return readCsvNumbers(file, { count, refuse });
}
