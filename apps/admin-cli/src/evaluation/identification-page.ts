import { join } from 'node:path';
import { type Histogram, histogram, identificationByGroup } from '@portero/biometrics';
import { picturesNeeded } from '../eval-report/error-cases.ts';
import type {
  ErrorPictures,
  EvaluationReportData,
  GroupTable,
} from '../eval-report/evaluation-report-data.ts';
import { facePictures, type PictureToShow } from './face-pictures.ts';
import type { Division } from './group-file.ts';
import type { IdentificationOutcome } from './identification.ts';
import { pipelineFacts } from './verification-page.ts';

export interface IdentificationPageOptions {
  imagesDir: string;
  divisions: readonly Division[];
  createdAt: Date;
}

/** The page of an identification, with the pictures of the worst errors. */
export async function identificationPage(
  outcome: IdentificationOutcome,
  { imagesDir, divisions, createdAt }: IdentificationPageOptions,
): Promise<EvaluationReportData> {
  const { evaluation } = outcome;
  return {
    title: `Identification with ${evaluation.modelId}`,
    createdAt,
    facts: [
      ...pipelineFacts(evaluation),
      { name: 'pictures', value: `${evaluation.images} of ${imagesDir}` },
      { name: 'no usable face', value: evaluation.failuresToEnrol.join(', ') || 'none' },
      { name: 'without a template', value: evaluation.peopleWithoutTemplate.join(', ') || 'nobody' },
    ],
    identification: {
      report: evaluation,
      distances: distancesOf(outcome),
      groups: groupTables(outcome, divisions),
      pictures: await errorPictures(outcome, imagesDir),
    },
  };
}

/** FNIR and FPIR of each group at the threshold of the listed errors. */
export function groupTables(
  { evaluation: { errors }, trials, split }: IdentificationOutcome,
  divisions: readonly Division[],
): GroupTable[] {
  const personOf = new Map([
    ...split.enrolled.flatMap(({ name, probes }) => probes.map((path) => [path, name] as const)),
    ...split.strangers.map(({ name, probe }) => [probe, name] as const),
  ]);
  const { thresholdL2 } = errors;
  return divisions.map(({ title, groups }) => ({
    title: `By ${title}`,
    caption: `At the one threshold ${thresholdL2.toFixed(4)}, FPIR ${errors.targetFpir} over all people.`,
    rates: identificationByGroup(trials, {
      thresholdL2,
      marginL2: 0,
      groupOf: (probeId) => groups.get(personOf.get(probeId) ?? ''),
    }),
  }));
}

function distancesOf({ trials }: IdentificationOutcome): { mated: Histogram; nonMated: Histogram } {
  const failure = Number.POSITIVE_INFINITY;
  return {
    mated: histogram(trials.mated.map(({ ownDistanceL2 }) => ownDistanceL2 ?? failure)),
    nonMated: histogram(trials.strangers.map(({ candidates }) => candidates[0]?.distanceL2 ?? failure)),
  };
}

async function errorPictures(
  { evaluation, split, faces }: IdentificationOutcome,
  imagesDir: string,
): Promise<ErrorPictures> {
  const { probeIds, personIds } = picturesNeeded(evaluation);
  const show = (path: string): PictureToShow => ({ path: join(imagesDir, path), face: faces.get(path) });
  const firstPicture = new Map(split.enrolled.map(({ name, enrol }) => [name, enrol[0]!]));
  return {
    probes: await facePictures(new Map(probeIds.map((path) => [path, show(path)]))),
    people: await facePictures(
      new Map(personIds.map((personId) => [personId, show(firstPicture.get(personId)!)])),
    ),
  };
}
