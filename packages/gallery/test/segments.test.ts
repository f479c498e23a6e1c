import { BUCKETS, bucketOf, createGallery, type RestoredSegment, readSegment } from '@portero/gallery';
import { newId, silentLogger } from '@portero/runtime';
import { expect, test } from 'vitest';
import { DIMENSION, faceOf, streamOf } from './oracle.ts';

const logger = silentLogger();
const people = Array.from({ length: 600 }, (_, person) => {
  const personId = newId();
  return {
    person,
    personId,
    templateId: person % 2 === 0 ? personId : `template-${person}`,
    embedding: faceOf(person, 0),
  };
});

/** Copied, since each piece is there only until the next. */
async function together(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(Buffer.from(piece));
  return Buffer.concat(all);
}

test('a gallery comes back from its segments, without those who are left out', async () => {
  const gallery = createGallery({ dimension: DIMENSION, backend: 'sketch' }, { logger });
  await gallery.rebuild(streamOf(people));
  const except = new Set([people[3]!.personId, people[4]!.personId]);
  const again = { ...people[4]!, embedding: faceOf(4, 7) };
  async function* snapshot() {
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      yield {
        segment: readSegment(await together(gallery.segment(bucket)), DIMENSION)!,
        except,
      } satisfies RestoredSegment;
    }
    yield again;
  }
  const restored = createGallery({ dimension: DIMENSION, backend: 'sketch' }, { logger });
  await restored.rebuild(snapshot());
  gallery.removePerson(people[3]!.personId);
  gallery.replacePerson(again.personId, [again]);
  expect([restored.size, restored.persons]).toEqual([599, 599]);
  for (const { person } of people) {
    const probe = faceOf(person, 99);
    expect(restored.search(probe, 3)).toEqual(gallery.search(probe, 3));
  }
});

test('a segment holds the people of its bucket, and is refused for another dimension', async () => {
  const gallery = createGallery({ dimension: DIMENSION }, { logger });
  await gallery.rebuild(streamOf(people));
  const bytes = await together(gallery.segment(200));
  expect(new Set(readSegment(bytes, DIMENSION)!.personIds)).toEqual(
    new Set(people.map(({ personId }) => personId).filter((personId) => personId.endsWith('c8'))),
  );
  expect(readSegment(bytes, DIMENSION + 1)).toBeUndefined();
});

test.each([
  ['0198c0de-0000-7000-8000-0000000000b0', 0xb0],
  ['0198c0de-0000-7000-8000-0000000000FF', 0xff],
])('%s is in the bucket of its last byte', (personId, bucket) => {
  expect(bucketOf(personId)).toBe(bucket);
});
