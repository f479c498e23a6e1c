import { randomBytes } from 'node:crypto';
import type { EncoderPool } from '@portero/encoder';
import type { Roster } from '@portero/roster';
import { mainFace } from '../photos/choose-face.ts';
import { sha256 } from '../photos/photo.ts';
import type { Scene, ScenePerson } from './scene.ts';

export interface EnrolledScene {
  nameOf(personId: string): string | undefined;
  /** A card for each person, made up here. */
  tokenOf(person: string): string;
  templates: number;
  /** Photographs without a face, by file. */
  unusable: string[];
}

export interface EnrolSceneDeps {
  roster: Roster;
  encoder: EncoderPool;
  onPerson(done: number): void;
}

async function enrolPerson(
  person: ScenePerson,
  { roster, encoder, place }: Pick<EnrolSceneDeps, 'roster' | 'encoder'> & { place: string },
): Promise<{ personId: string; token: string; templates: number; unusable: string[] }> {
  const site = place.split('/')[0]!;
  const { id: personId } = await roster.persons.add({ site, displayName: person.name });
  const unusable: string[] = [];
  let templates = 0;
  for (const { file, image } of person.photos) {
    const face = mainFace(await encoder.analyse(image, { mirror: true }));
    if (!face) {
      unusable.push(file);
      continue;
    }
    await roster.templates.add({
      personId,
      modelId: encoder.model.id,
      embedding: face.embedding,
      quality: face.quality.score,
      sourceHash: sha256(image),
    });
    templates++;
  }
  const token = randomBytes(8).toString('hex');
  await roster.cards.assign({ personId, token });
  await roster.grants.grant({ personId, place });
  return { personId, token, templates, unusable };
}

/** Puts the people of a scene into the roster: templates, a card each, and access to the place. */
export async function enrolScene(scene: Scene, place: string, deps: EnrolSceneDeps): Promise<EnrolledScene> {
  const names = new Map<string, string>();
  const tokens = new Map<string, string>();
  const unusable: string[] = [];
  let templates = 0;
  for (const [index, person] of scene.people.entries()) {
    const enrolled = await enrolPerson(person, { ...deps, place });
    names.set(enrolled.personId, person.name);
    tokens.set(person.name, enrolled.token);
    unusable.push(...enrolled.unusable);
    templates += enrolled.templates;
    deps.onPerson(index + 1);
  }
  return {
    nameOf: (personId) => names.get(personId),
    tokenOf: (person) => tokens.get(person)!,
    templates,
    unusable,
  };
}
