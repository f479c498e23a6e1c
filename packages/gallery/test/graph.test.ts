import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createGallery, type Gallery, type GalleryOptions } from '@portero/gallery';
import { silentLogger } from '@portero/runtime';
import { recordingLogger } from '@portero/testkit';
import { afterEach, expect, test } from 'vitest';
import { DIMENSION, faceOf, streamOf, templateOf } from './oracle.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** 300 people of one template each, with a graph from 200 on. */
async function open(options: Partial<GalleryOptions> = {}, logger = silentLogger()): Promise<Gallery> {
  const gallery = createGallery(
    { dimension: DIMENSION, exactBelow: 50, graphFrom: 200, ...options },
    { logger },
  );
  stops.push(() => gallery.stop());
  await gallery.rebuild(streamOf(Array.from({ length: 300 }, (_, person) => templateOf(person, 0))));
  return gallery;
}

test('sketches serve until the graph is ready, and it takes over', async () => {
  const gallery = await open();
  expect(gallery.backend).toBe('sketch');
  const before = gallery.search(faceOf(7, 9), 3);
  await gallery.settled();
  expect(gallery.backend).toBe('hnsw');
  expect(gallery.search(faceOf(7, 9), 3)).toEqual(before);
});

test('the graph answers with nobody who was removed, and with nothing that was replaced', async () => {
  const gallery = await open();
  await gallery.settled();
  gallery.removePerson('person-1');
  gallery.replacePerson('person-2', [templateOf(2, 5)]);
  gallery.replacePerson('person-400', [templateOf(400, 0)]);
  expect(gallery.backend).toBe('hnsw');
  expect(gallery.search(faceOf(1, 0), 5).map(({ personId }) => personId)).not.toContain('person-1');
  expect(gallery.search(faceOf(2, 0), 1)[0]?.templateId).toBe('template-2-5');
  expect(gallery.search(faceOf(400, 1), 1)[0]?.personId).toBe('person-400');
});

test('changes while a graph is being built are in what it answers', async () => {
  const gallery = await open();
  gallery.removePerson('person-0');
  gallery.removePerson('person-150');
  gallery.replacePerson('person-299', [templateOf(299, 3)]);
  gallery.replacePerson('person-500', [templateOf(500, 0)]);
  await gallery.settled();
  expect(gallery.backend).toBe('hnsw');
  const found = [0, 150, 299, 500].map((person) => gallery.search(faceOf(person, 0), 1)[0]!);
  expect(found.slice(0, 2).map(({ personId }) => personId)).not.toContain('person-0');
  expect(found[1]?.personId).not.toBe('person-150');
  expect(found.slice(2).map(({ templateId }) => templateId)).toEqual(['template-299-3', 'template-500-0']);
});

test('after many changes sketches serve until there is another graph, and in a small gallery for good', async () => {
  const gallery = await open();
  await gallery.settled();
  for (let person = 0; person < 70; person++) gallery.removePerson(`person-${person}`);
  expect(gallery.backend).toBe('sketch');
  await gallery.settled();
  expect(gallery.backend).toBe('hnsw');
  for (let person = 70; person < 110; person++) gallery.removePerson(`person-${person}`);
  await gallery.settled();
  expect([gallery.size, gallery.backend]).toEqual([190, 'sketch']);
});

test('a graph that holds somebody who has gone is replaced in time', async () => {
  const { logger, text } = recordingLogger();
  const graphs = () => text().split('the gallery has a new graph').length - 1;
  const gallery = await open({ forgetWithinMs: 5 }, logger);
  await gallery.settled();
  expect(graphs()).toBe(1);
  gallery.removePerson('person-3');
  await expect.poll(graphs, { timeout: 10_000 }).toBe(2);
  expect(text()).not.toMatch(/person-|template-/);
});

test('stops while a graph is being built', async () => {
  const gallery = await open();
  await gallery.stop();
  expect(gallery.backend).toBe('sketch');
});

test('without hnswlib-node sketches serve, and the log says why', async () => {
  const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--require',
    fileOf('./without-hnswlib.cjs'),
    fileOf('./search-without-hnswlib.mjs'),
  ]);
  expect(JSON.parse(stdout)).toEqual({
    backend: 'sketch',
    found: ['a', 'b'],
    logged: [expect.stringMatching(/sketches serve/), expect.stringMatching(/hnswlib-node cannot be loaded/)],
  });
});
