import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type CalibrationFile,
  crossedComparisons,
  fitCalibration,
  type LfwImage,
  type LfwPair,
  lfwImagePath,
} from '@portero/biometrics';
import { CliError, cannotRead } from '../cli-error.ts';
import { listPeople } from '../photos/people-folder.ts';
import type { EvaluationEncoder } from './evaluation-encoder.ts';

/** A picture with a known face. */
export interface NamedPicture {
  person: string;
  path: string;
  /** `NAME/FILE`, as lists of pictures have it. */
  id: string;
}

export interface FitInput {
  pictures: readonly NamedPicture[];
  /** People whose pictures report how good the model is: a calibration must not know them. */
  excluded: ReadonlySet<string>;
  /** People, or pictures by their id, that bear a wrong name: they would be taken for the nearest of strangers. */
  leftOut: readonly string[];
  /** In words. */
  dataSet: string;
  fittedOn: Date;
}

export interface FittedCalibration {
  file: CalibrationFile;
  failures: string[];
  cachedImages: number;
}

/** The pictures that a list of pairs names, each once. */
export function picturesOfPairs(pairs: readonly LfwPair[], imagesDir: string): NamedPicture[] {
  const named = (image: LfwImage): NamedPicture => {
    const id = lfwImagePath(image);
    return { person: image.name, path: join(imagesDir, id), id };
  };
  const byPath = new Map(
    pairs
      .flatMap(({ first, second }) => [named(first), named(second)])
      .map((picture) => [picture.path, picture]),
  );
  return [...byPath.values()];
}

/** All pictures of a folder with one folder for each person. @throws {CliError} NOT_FOUND */
export async function picturesOfFolder(imagesDir: string): Promise<NamedPicture[]> {
  const people = await listPeople(imagesDir);
  return people.flatMap(({ name, photos }) =>
    photos.map((path) => ({ person: name, path, id: `${name}/${basename(path)}` })),
  );
}

/** One person or picture in a line; `#` begins a remark. @throws {CliError} NOT_FOUND */
export async function readLeftOut(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw cannotRead(`the list ${file}`, cause, {
      fix: 'Give a file with one person, or one picture as NAME/FILE, in each line.',
    });
  });
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

/**
 * Fits what the distances of a model mean on every comparison of the pictures with one another.
 *
 * @throws {CliError} USAGE when nobody is left; {BiometricsError} SCORES_INVALID for too few pictures
 */
export async function fitModelCalibration(
  { pictures, excluded, leftOut, dataSet, fittedOn }: FitInput,
  encoder: EvaluationEncoder,
): Promise<FittedCalibration> {
  const wrong = new Set(leftOut);
  const used = pictures.filter(
    ({ person, id }) => !excluded.has(person) && !wrong.has(person) && !wrong.has(id),
  );
  const people = new Set(used.map(({ person }) => person));
  if (people.size < 2) {
    throw new CliError('USAGE', {
      what: `a calibration needs pictures of many people, and ${people.size} are left`,
      fix: 'Give more pictures, or exclude fewer people.',
    });
  }
  const paths = used.map(({ path }) => path);
  const references = await encoder.references(paths);
  const probes = await encoder.probes(paths);
  const { matedDistances, nonMatedDistances } = crossedComparisons(
    used.map(({ person, path }) => ({
      personId: person,
      embedding: probes.faces.get(path)?.embedding,
      reference: references.faces.get(path)?.embedding,
    })),
  );
  const { modelId, modelVersion, pipelineVersion } = encoder.pipeline;
  const calibration = fitCalibration({
    modelId,
    modelVersion,
    source: `${dataSet}, ${used.length} pictures of ${people.size} people, each compared with every other`,
    nonMatedDistances,
    matedDistances,
  });
  const provenance = {
    dataSet,
    pipelineVersion,
    pictures: used.length,
    people: people.size,
    failures: probes.failures.length,
    peopleExcluded: new Set(pictures.map(({ person }) => person).filter((person) => excluded.has(person)))
      .size,
    leftOut: [...leftOut],
    fittedOn: fittedOn.toISOString().slice(0, 10),
  };
  return {
    file: { format: 'portero-calibration', provenance, calibration },
    failures: probes.failures,
    cachedImages: probes.cached,
  };
}
