import { relative, sep } from 'node:path';
import {
  type IdentificationReport,
  type IdentificationTrials,
  identificationReport,
  type RateEstimate,
} from '@portero/biometrics';
import type { Logger } from '@portero/runtime';
import { listPeople } from '../photos/people-folder.ts';
import { msPerImage } from './embed-pictures.ts';
import type { EncodedFace } from './encoded-picture.ts';
import type { EvaluatedPipeline, EvaluationEncoder } from './evaluation-encoder.ts';
import { identificationTrials } from './identification-trials.ts';
import { type PeopleSplit, splitPeople } from './people-split.ts';

export interface IdentificationInput {
  imagesDir: string;
  /** Pictures enrolled of each person. */
  enrol: number;
  /** Who has fewer pictures is a stranger. */
  minImages: number;
  /** FPIRs to report, in (0, 1). */
  targetFpirs: readonly number[];
}

export interface IdentificationEvaluation extends IdentificationReport, EvaluatedPipeline {
  /** Own person nearest, whatever the distance. */
  rank1: RateEstimate;
  /** FNIR by FPIR, such as `{ '0.01': 0.034 }`. */
  fnirAtFpir: Record<string, number>;
  images: number;
  /** Pictures without a face that could be encoded, templates among them. */
  failuresToEnrol: string[];
  /** People of whom no picture to enrol could be encoded: not among the enrolled, and their probes are misses. */
  peopleWithoutTemplate: string[];
  cachedImages: number;
  msPerImage?: number;
}

/** An evaluation, and what its page is drawn from. Pictures go by their path below the folder. */
export interface IdentificationOutcome {
  evaluation: IdentificationEvaluation;
  trials: IdentificationTrials;
  split: PeopleSplit;
  faces: ReadonlyMap<string, EncodedFace>;
}

/**
 * Open-set identification with the whole pipeline, after ISO/IEC 19795-1.
 *
 * @throws {CliError} NOT_FOUND for a folder without people; {BiometricsError} SCORES_INVALID when nobody is enrolled
 * or nobody is a stranger
 */
export async function evaluateIdentification(
  { imagesDir, enrol, minImages, targetFpirs }: IdentificationInput,
  { encoder, logger }: { encoder: EvaluationEncoder; logger: Logger },
): Promise<IdentificationOutcome> {
  const people = (await listPeople(imagesDir)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const split = splitPeople(people, { enrol, minImages });
  const references = await encoder.references(split.enrolled.flatMap(({ enrol: own }) => own));
  const probes = await encoder.probes([
    ...split.enrolled.flatMap((person) => person.probes),
    ...split.strangers.map(({ probe }) => probe),
  ]);
  const inFolder = (path: string) => relative(imagesDir, path).split(sep).join('/');
  const faces = new Map([...references.faces, ...probes.faces].map(([path, face]) => [inFolder(path), face]));
  const perImageMs = msPerImage(references, probes);
  const named = withPaths(split, inFolder);
  const options = { dimension: encoder.model.dimension, highestFpir: Math.max(...targetFpirs) };
  const trials = identificationTrials(named, faces, { options, logger });
  const report = identificationReport(trials, { targetFpirs });
  const evaluation: IdentificationEvaluation = {
    ...encoder.pipeline,
    ...report,
    rank1: report.ranks[0]!.identified,
    fnirAtFpir: Object.fromEntries(
      report.operatingPoints.map(({ targetFpir, fnir }) => [String(targetFpir), fnir.rate]),
    ),
    images: references.pictures + probes.pictures,
    failuresToEnrol: [...references.failures, ...probes.failures].map(inFolder),
    peopleWithoutTemplate: named.enrolled
      .filter((person) => !person.enrol.some((path) => faces.has(path)))
      .map(({ name }) => name),
    cachedImages: references.cached + probes.cached,
    ...(perImageMs !== undefined && { msPerImage: perImageMs }),
  };
  return { evaluation, trials, split: named, faces };
}

function withPaths({ enrolled, strangers }: PeopleSplit, pathOf: (path: string) => string): PeopleSplit {
  return {
    enrolled: enrolled.map(({ name, enrol, probes }) => ({
      name,
      enrol: enrol.map(pathOf),
      probes: probes.map(pathOf),
    })),
    strangers: strangers.map(({ name, probe }) => ({ name, probe: pathOf(probe) })),
  };
}
