import type { FaceObservation } from '@portero/encoder';
import type { Person, Template } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { CliContext } from '../context/cli-context.ts';
import { thresholdsOf } from '../context/thresholds.ts';
import type { ExaminedPhoto } from './examine-photos.ts';
import { knownFaces } from './known-faces.ts';
import { doubtAbout, type PhotoDoubt } from './photo-doubts.ts';

export interface UsableFace {
  file: string;
  sourceHash: string;
  face: FaceObservation;
}

/** @throws {CliError} PHOTO_UNUSABLE naming every photograph that cannot be used */
export function usableFaces(examined: readonly ExaminedPhoto[]): UsableFace[] {
  const usable: UsableFace[] = [];
  const problems: { file: string; what: string; fix: string }[] = [];
  for (const { file, sourceHash, outcome } of examined) {
    if (outcome.ok) usable.push({ file, sourceHash, face: outcome.face });
    else problems.push({ file, what: outcome.what, fix: outcome.fix });
  }
  const [first] = problems;
  if (!first) return usable;
  throw new CliError('PHOTO_UNUSABLE', {
    what: problems.map(({ file, what }) => `${file}: ${what}`).join('; '),
    cause: 'nothing was enrolled',
    fix: first.fix,
  });
}

function doubtText(file: string, doubt: PhotoDoubt): string {
  const distance = doubt.distanceL2.toFixed(2);
  return doubt.doubt === 'looks_like_another'
    ? `${file} looks like ${doubt.otherName} (distance ${distance})`
    : `${file} does not look like the person's other photographs (distance ${distance})`;
}

export interface EnrolFacesOptions {
  person: Person;
  examined: readonly ExaminedPhoto[];
  /** Enrol in spite of a doubt. */
  force: boolean;
}

/**
 * Stores a template for each photograph, or none at all.
 *
 * @throws {CliError} PHOTO_UNUSABLE when one cannot be used, or may show somebody else
 */
export async function enrolFaces(
  { person, examined, force }: EnrolFacesOptions,
  context: CliContext,
): Promise<(Template & { file: string; added: boolean })[]> {
  const usable = usableFaces(examined);
  const roster = await context.roster();
  const { id: modelId } = (await context.encoder()).model;
  if (!force) {
    const known = await knownFaces(roster, modelId, person.site);
    const stored = known.find(({ id }) => id === person.id)?.templates ?? [];
    const others = known.filter(({ id }) => id !== person.id);
    const limits = await thresholdsOf(context.dataDir, modelId);
    for (const candidate of usable) {
      const siblings = usable.filter((other) => other !== candidate).map(({ face }) => face.embedding);
      const own = [...stored.map((template) => Float32Array.from(template)), ...siblings];
      const doubt = doubtAbout(candidate.face, own, others, limits);
      if (doubt) {
        throw new CliError('PHOTO_UNUSABLE', {
          what: doubtText(candidate.file, doubt),
          cause: 'nothing was enrolled',
          fix: 'Check who is in the picture; if it is right, add --force.',
        });
      }
    }
  }
  const templates: (Template & { file: string; added: boolean })[] = [];
  for (const { file, sourceHash, face } of usable) {
    const { template, added } = await roster.templates.add({
      personId: person.id,
      modelId,
      embedding: face.embedding,
      quality: face.quality.score,
      sourceHash,
    });
    templates.push({ ...template, file, added });
  }
  return templates;
}
