import { createGallery, type Gallery } from '@portero/gallery';
import { silentLogger } from '@portero/runtime';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIMENSION, faceOf, OracleGallery, type Step, steps, streamOf, templateOf } from './oracle.ts';

const logger = silentLogger();
const PROBE_VARIANT = 99;

async function apply(step: Step, gallery: Gallery, oracle: OracleGallery): Promise<void> {
  switch (step.kind) {
    case 'replace': {
      const templates = step.variants.map((variant) => templateOf(step.person, variant));
      gallery.replacePerson(`person-${step.person}`, templates);
      oracle.replacePerson(`person-${step.person}`, templates);
      return;
    }
    case 'remove':
      gallery.removePerson(`person-${step.person}`);
      oracle.replacePerson(`person-${step.person}`, []);
      return;
    case 'rebuild': {
      const templates = step.persons.flatMap((person) => [templateOf(person, 0), templateOf(person, 1)]);
      const rebuilt = gallery.rebuild(streamOf(templates));
      const changes = step.during.map(({ person, variants }) => ({
        personId: `person-${person}`,
        templates: variants.map((variant) => templateOf(person, variant)),
      }));
      for (const { personId, templates } of changes) gallery.replacePerson(personId, templates);
      await rebuilt;
      oracle.rebuild(templates);
      for (const { personId, templates } of changes) oracle.replacePerson(personId, templates);
      return;
    }
    case 'search':
      expectSame(gallery, oracle, step.person, step.k);
  }
}

function expectSame(gallery: Gallery, oracle: OracleGallery, person: number, k: number): void {
  const probe = faceOf(person, PROBE_VARIANT);
  const found = gallery.search(probe, k);
  const expected = oracle.search(probe, k);
  expect(found).toHaveLength(expected.length);
  for (const [rank, { personId, distanceL2 }] of found.entries()) {
    expect(distanceL2).toBeCloseTo(expected[rank]!.distanceL2, 5);
    // 32-bit floats cannot tell apart who is as far to the sixth digit.
    const isTied = [rank - 1, rank + 1].some(
      (other) => Math.abs((expected[other]?.distanceL2 ?? Number.NaN) - distanceL2) < 1e-5,
    );
    if (!isTied) expect(personId).toBe(expected[rank]!.personId);
  }
  const own = gallery.personDistance(probe, `person-${person}`);
  const ownExpected = oracle.personDistance(probe, `person-${person}`);
  expect(own?.personId).toBe(ownExpected?.personId);
  expect(own?.distanceL2 ?? 0).toBeCloseTo(ownExpected?.distanceL2 ?? 0, 5);
  expect(gallery.size).toBe(oracle.size);
}

test('exact search finds what the oracle finds, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(steps(20, { rebuilds: true }), async (all) => {
      const gallery = createGallery({ dimension: DIMENSION, backend: 'exact' }, { logger });
      const oracle = new OracleGallery();
      for (const step of all) await apply(step, gallery, oracle);
      for (let person = 0; person < 20; person++) expectSame(gallery, oracle, person, 3);
      await gallery.stop();
    }),
    { numRuns: 60 },
  );
});

test('sketch search finds what the oracle finds, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(steps(150, { rebuilds: true }), async (all) => {
      const gallery = createGallery({ dimension: DIMENSION, backend: 'sketch' }, { logger });
      const oracle = new OracleGallery();
      const persons = Array.from({ length: 150 }, (_, index) => index);
      await apply({ kind: 'rebuild', persons, during: [] }, gallery, oracle);
      for (const step of all) await apply(step, gallery, oracle);
      for (const person of persons) expectSame(gallery, oracle, person, 3);
      await gallery.stop();
    }),
    { numRuns: 12 },
  );
});

test('graph search finds what the oracle finds, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(steps(150, { rebuilds: true }), async (all) => {
      const gallery = createGallery({ dimension: DIMENSION, graphFrom: 200 }, { logger });
      const oracle = new OracleGallery();
      const persons = Array.from({ length: 150 }, (_, index) => index);
      await apply({ kind: 'rebuild', persons, during: [] }, gallery, oracle);
      await gallery.settled();
      expect(gallery.backend).toBe('hnsw');
      for (const step of all) {
        await apply(step, gallery, oracle);
        if (step.kind === 'rebuild') await gallery.settled();
      }
      for (const person of persons) expectSame(gallery, oracle, person, 3);
      await gallery.stop();
    }),
    { numRuns: 8 },
  );
});

test('answers as the oracle while the backend comes and goes with the size', async () => {
  const gallery = createGallery({ dimension: DIMENSION, exactBelow: 50 }, { logger });
  const oracle = new OracleGallery();
  for (let person = 0; person < 40; person++) {
    await apply({ kind: 'replace', person, variants: [0, 1] }, gallery, oracle);
    expectSame(gallery, oracle, person, 2);
  }
  expect(gallery.backend).toBe('sketch');
  for (let person = 0; person < 25; person++) {
    await apply({ kind: 'remove', person }, gallery, oracle);
    expectSame(gallery, oracle, person, 2);
  }
  expect(gallery.backend).toBe('exact');
  await gallery.stop();
});
