import type { EncoderPool } from '@portero/encoder';
import type { Person, Roster } from '@portero/roster';
import type { ImportedPerson } from '../commands/import.ts';
import type { CliContext } from '../context/cli-context.ts';
import type { PersonPhotos } from '../photos/people-folder.ts';
import { readPhoto } from '../photos/photo.ts';
import { enrolFaces } from './enrol-faces.ts';
import { siteLimits } from './enrolment-limits.ts';
import { examinePhotos } from './examine-photos.ts';
import { type KnownPerson, knownFaces } from './known-faces.ts';
import { isAboutIdentity } from './photo-refusal.ts';
import { type EnrolmentPlan, planEnrolment } from './plan-enrolment.ts';

export interface ImporterOptions {
  site: string;
  grant: readonly string[];
  /** Enrol what is left of a folder when some of its photographs show somebody else. */
  rest: boolean;
  force: boolean;
  encoder: EncoderPool;
}

export interface Importer {
  /** @param onPhoto is told after each photograph */
  importPerson(person: PersonPhotos, onPhoto: () => void): Promise<ImportedPerson>;
}

/** Enrols one person after the other, each also against those before. Everybody's templates are read once. */
export async function createImporter(
  { site, grant, rest, force, encoder }: ImporterOptions,
  context: Pick<CliContext, 'roster' | 'dataDir'>,
): Promise<Importer> {
  const roster = await context.roster();
  const modelId = encoder.model.id;
  const known = new Map((await knownFaces(roster, modelId, { site })).map((person) => [person.id, person]));

  async function importPerson({ name, photos }: PersonPhotos, onPhoto: () => void): Promise<ImportedPerson> {
    const examined = await examinePhotos(encoder, await Promise.all(photos.map(readPhoto)), onPhoto);
    const existing = await roster.persons.find(name, site);
    const plan = planEnrolment({
      examined,
      own: existing ? await roster.templates.listForPerson(existing.id, modelId) : [],
      others: [...known.values()].filter(({ id }) => id !== existing?.id),
      limits: await siteLimits(modelId, [...known.values()], context),
      force,
    });
    const isLeftAlone = plan.accepted.length === 0 || (!rest && plan.refused.some(isAboutIdentity));
    if (isLeftAlone) return untouched(name, existing, plan);
    const person = existing ?? (await roster.persons.add({ site, displayName: name }));
    const enrolled = await enrolFaces({ person, modelId, plan }, roster);
    remember(known, person, plan);
    await grantAll(roster, person.id, grant);
    const added = enrolled.filter((template) => template.added).length;
    return {
      personId: person.id,
      displayName: person.displayName,
      created: !existing,
      enrolled: added,
      alreadyEnrolled: enrolled.length - added,
      rejected: plan.refused,
      lookalikes: plan.lookalikes,
    };
  }
  return { importPerson };
}

function untouched(name: string, existing: Person | undefined, plan: EnrolmentPlan): ImportedPerson {
  return {
    ...(existing && { personId: existing.id }),
    displayName: existing?.displayName ?? name,
    created: false,
    enrolled: 0,
    alreadyEnrolled: 0,
    rejected: plan.refused,
    lookalikes: [],
  };
}

function remember(known: Map<string, KnownPerson>, person: Person, { accepted }: EnrolmentPlan): void {
  const templates = [
    ...(known.get(person.id)?.templates ?? []),
    ...accepted.map(({ face }) => face.embedding),
  ];
  known.set(person.id, { id: person.id, displayName: person.displayName, templates });
}

async function grantAll(roster: Roster, personId: string, places: readonly string[]): Promise<void> {
  for (const place of places) {
    const existing = await roster.grants.list({ personId, place });
    if (existing.length === 0) await roster.grants.grant({ personId, place });
  }
}
