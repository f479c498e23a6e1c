import type { Person, Roster, Template } from '@portero/roster';
import { CliError } from '../cli-error.ts';
import type { RefusedPhoto } from './photo-refusal.ts';
import type { EnrolmentPlan, FoundLookalike } from './plan-enrolment.ts';

export interface EnrolledPhoto extends Template {
  file: string;
  /** False for a photograph that was enrolled before. */
  added: boolean;
}

/** @throws {CliError} PHOTO_UNUSABLE naming every photograph that was refused, and why */
export function refuseUnless(allUsable: boolean, refused: readonly RefusedPhoto[]): void {
  const [first] = refused;
  if (allUsable || !first) return;
  throw new CliError(
    'PHOTO_UNUSABLE',
    {
      what: refused.map(({ file, what }) => `${file}: ${what}`).join('; '),
      cause: 'nothing was changed',
      fix: first.fix,
    },
    { context: { photos: refused.map(({ file, reason }) => ({ file, reason })) } },
  );
}

/**
 * Carries out a plan: stores a template for each photograph that it accepts, and registers the person's lookalikes, so
 * that the doors ask more of both. Nothing else in the product writes a template.
 */
export async function enrolFaces(
  { person, modelId, plan }: { person: Pick<Person, 'id'>; modelId: string; plan: EnrolmentPlan },
  roster: Pick<Roster, 'templates' | 'lookalikes'>,
): Promise<EnrolledPhoto[]> {
  const enrolled: EnrolledPhoto[] = [];
  if (plan.accepted.length > 0) await registerLookalikes(person.id, modelId, plan.lookalikes, roster);
  for (const { file, sourceHash, face, score } of plan.accepted) {
    const { template, added } = await roster.templates.add({
      personId: person.id,
      modelId,
      embedding: face.embedding,
      quality: score,
      sourceHash,
    });
    enrolled.push({ ...template, file, added });
  }
  return enrolled;
}

/** Before the templates, so that there is no moment in which the person is known and the bar not raised. */
async function registerLookalikes(
  personId: string,
  modelId: string,
  lookalikes: readonly FoundLookalike[],
  { lookalikes: repository }: Pick<Roster, 'lookalikes'>,
): Promise<void> {
  for (const { personId: otherId, distanceL2 } of lookalikes) {
    await repository.register({ personIds: [personId, otherId], modelId, distanceL2 });
  }
}
