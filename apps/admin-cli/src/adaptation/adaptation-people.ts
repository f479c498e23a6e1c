import type { Enrolled } from '@portero/biometrics';
import type { ModelManifest } from '@portero/encoder';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import { knownFaces } from '../enrolment/known-faces.ts';
import { openEvaluationEncoder } from '../evaluation/evaluation-encoder.ts';
import { picturesOfFolder } from '../evaluation/fit-model-calibration.ts';

/** Whom a model is adapted to. */
export interface AdaptationPeople {
  people: Enrolled[];
  /** Where they come from, in words. */
  source: string;
  /** Pictures without a face that could be encoded; none of a roster. */
  failedPictures: string[];
}

/** What it takes to learn anything, and to know whether it helped: half of them decide. */
export const LEAST_PEOPLE = 100;

/** Nobody may outweigh the others: eight templates make 28 comparisons of one person, a hundred make 4,950. */
const MOST_TEMPLATES = 8;

/**
 * The people of the roster with their templates of the model, or those of a folder of pictures.
 *
 * @throws {CliError} NOT_FOUND for a folder that cannot be read; FAILED when too few have two templates
 */
export async function adaptationPeople(
  { base, images, cache }: { base: ModelManifest; images: string | undefined; cache: string | undefined },
  context: CliContext,
): Promise<AdaptationPeople> {
  const found =
    images === undefined ? await enrolled(base.id, context) : await pictured({ images, cache }, context);
  const people = found.people.map(({ id, templates }) => ({
    id,
    templates: templates.slice(0, MOST_TEMPLATES),
  }));
  const several = people.filter(({ templates }) => templates.length >= 2).length;
  if (several >= LEAST_PEOPLE) return { ...found, people };
  throw new CliError(
    'FAILED',
    {
      what: `a model is adapted to ${LEAST_PEOPLE} people or more who have two templates each, and ${several} have that many of ${base.id}`,
      cause: `${people.length} people have one or more; half of the people only judge what was learnt from the others`,
      fix: `Enrol second photographs of ${LEAST_PEOPLE - several} people or more (portero person enrol), or give a folder with --images.`,
    },
    { context: { people: people.length, withTwoTemplates: several, needed: LEAST_PEOPLE } },
  );
}

async function enrolled(modelId: string, context: CliContext): Promise<AdaptationPeople> {
  const people = await knownFaces(await context.roster(), modelId, { status: 'active' });
  return { people, source: 'the people of this roster', failedPictures: [] };
}

async function pictured(
  { images, cache }: { images: string; cache: string | undefined },
  context: CliContext,
): Promise<AdaptationPeople> {
  const pictures = await picturesOfFolder(images);
  const encoder = await openEvaluationEncoder(context, cache);
  const { faces, failures } = await encoder.references(pictures.map(({ path }) => path));
  const byPerson = new Map<string, Float32Array[]>();
  for (const { person, path } of pictures) {
    const face = faces.get(path);
    if (face) byPerson.set(person, [...(byPerson.get(person) ?? []), face.embedding]);
  }
  return {
    people: [...byPerson].map(([id, templates]) => ({ id, templates })),
    source: `${pictures.length} pictures in a folder`,
    failedPictures: failures,
  };
}
