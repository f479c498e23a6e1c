import { randomFillSync } from 'node:crypto';
import type { Person, Roster } from '@portero/roster';

export const MODEL = 'mobilefacenet-192';

export interface Enrolled {
  readonly person: Person;
  readonly templateId: string;
  readonly embedding: Float32Array;
}

/** A person with access to hq/main and a template of random numbers, unlike any other. */
export async function enrol(roster: Roster, displayName: string, sourceHash = 'photo'): Promise<Enrolled> {
  const person = await roster.persons.add({ site: 'hq', displayName });
  await roster.grants.grant({ personId: person.id, place: 'hq/main' });
  return { person, ...(await enrolFace(roster, person.id, sourceHash)) };
}

export async function enrolFace(roster: Roster, personId: string, sourceHash: string) {
  const embedding = randomEmbedding();
  const { template } = await roster.templates.add({
    ...{ personId, modelId: MODEL, embedding, sourceHash },
    quality: 0.9,
  });
  return { templateId: template.id, embedding };
}

export function randomEmbedding(): Float32Array {
  const bytes = randomFillSync(new Uint32Array(192));
  return Float32Array.from(bytes, (value) => value / 2 ** 32 - 0.5);
}

/** Of the gallery of hq/main, by template: the embedding, or why there is none. */
export async function readGallery(roster: Roster): Promise<Map<string, Float32Array | string>> {
  const building = (await roster.places.findBuilding('hq/main'))!;
  const rows = new Map<string, Float32Array | string>();
  for await (const row of roster.templates.streamForBuilding(building.id, MODEL)) {
    rows.set(row.templateId, row.embedding ?? row.unreadable);
  }
  return rows;
}
