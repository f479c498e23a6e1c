import { createGallery, type Gallery, type GalleryTemplate } from '@portero/gallery';
import { silentLogger } from '@portero/runtime';
import { recordingLogger } from '@portero/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { DIMENSION, faceOf, streamOf, templateOf } from './oracle.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function open(options: Partial<Parameters<typeof createGallery>[0]> = {}, logger = silentLogger()): Gallery {
  const gallery = createGallery({ dimension: DIMENSION, ...options }, { logger });
  stops.push(() => gallery.stop());
  return gallery;
}

/** A stream that a test pours by hand. */
function pouring() {
  let give: (value: GalleryTemplate | Error | undefined) => void = () => {};
  let next = new Promise<GalleryTemplate | Error | undefined>((resolve) => {
    give = resolve;
  });
  async function* stream(): AsyncGenerator<GalleryTemplate> {
    for (;;) {
      const value = await next;
      next = new Promise((resolve) => {
        give = resolve;
      });
      if (value === undefined) return;
      if (value instanceof Error) throw value;
      yield value;
    }
  }
  return { stream: stream(), end: () => give(undefined), fail: (error: Error) => give(error) };
}

describe.each(['exact', 'sketch'] as const)('a gallery with backend %s', (backend) => {
  test('is empty at first and finds nobody', () => {
    const gallery = open({ backend });
    expect([
      gallery.size,
      gallery.persons,
      gallery.search(faceOf(1, 0)),
      gallery.personDistance(faceOf(1, 0), 'x'),
    ]).toEqual([0, 0, [], undefined]);
  });

  test('gives each person once, with its nearest template', async () => {
    const gallery = open({ backend });
    const templates = [0, 1, 2, 3, 4].flatMap((variant) =>
      [1, 2, 3].map((person) => templateOf(person, variant)),
    );
    await gallery.rebuild(streamOf(templates));
    const found = gallery.search(faceOf(2, 3), 3);
    expect(found[0]).toMatchObject({ personId: 'person-2', templateId: 'template-2-3', distanceL2: 0 });
    expect(new Set(found.map(({ personId }) => personId)).size).toBe(3);
    expect([gallery.size, gallery.persons, gallery.backend]).toEqual([15, 3, backend]);
  });

  test('finds the runner-up behind hundreds of templates of the nearest person', async () => {
    const gallery = open({ backend });
    const crowd = Array.from({ length: 400 }, (_, variant) => templateOf(1, variant));
    await gallery.rebuild(streamOf([...crowd, templateOf(2, 0)]));
    expect(gallery.search(faceOf(1, 1_000), 2).map(({ personId }) => personId)).toEqual([
      'person-1',
      'person-2',
    ]);
  });

  test('never finds a person again that was removed', async () => {
    const gallery = open({ backend });
    await gallery.rebuild(streamOf([1, 2, 3].map((person) => templateOf(person, 0))));
    gallery.removePerson('person-2');
    expect(gallery.search(faceOf(2, 0), 3).map(({ personId }) => personId)).not.toContain('person-2');
    expect(gallery.personDistance(faceOf(2, 0), 'person-2')).toBeUndefined();
  });

  test('keeps the changes made while it is rebuilt, and serves the old content until then', async () => {
    const gallery = open({ backend });
    await gallery.rebuild(streamOf([templateOf(1, 0), templateOf(2, 0)]));
    const rebuilt = gallery.rebuild(streamOf([1, 2, 3].map((person) => templateOf(person, 1))));
    await Promise.resolve();
    gallery.removePerson('person-1');
    gallery.replacePerson('person-4', [templateOf(4, 0)]);
    expect(gallery.search(faceOf(3, 1), 1)[0]?.personId).not.toBe('person-3');
    expect(gallery.search(faceOf(4, 0), 1)[0]?.personId).toBe('person-4');
    await rebuilt;
    const everyone = gallery.search(faceOf(3, 1), 10).map(({ personId }) => personId);
    expect(everyone[0]).toBe('person-3');
    expect(everyone.sort()).toEqual(['person-2', 'person-3', 'person-4']);
  });

  test.each([
    ['too short', new Float32Array(DIMENSION - 1)],
    ['too long', new Float32Array(DIMENSION + 1)],
    ['not a number', new Float32Array(DIMENSION).fill(Number.NaN)],
    ['infinite', new Float32Array(DIMENSION).fill(Number.POSITIVE_INFINITY)],
  ])('refuses a probe or a template that is %s', async (_, embedding) => {
    const gallery = open({ backend });
    await gallery.rebuild(streamOf([templateOf(1, 0)]));
    const { version } = gallery;
    const template = { personId: 'person-1', templateId: 't', embedding };
    expect(() => gallery.search(embedding)).toThrow(expect.objectContaining({ code: 'PROBE_INVALID' }));
    expect(() => gallery.personDistance(embedding, 'x')).toThrow(
      expect.objectContaining({ code: 'PROBE_INVALID' }),
    );
    expect(() => gallery.replacePerson('person-1', [templateOf(1, 1), template])).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID' }),
    );
    await expect(gallery.rebuild(streamOf([template]))).rejects.toMatchObject({ code: 'TEMPLATE_INVALID' });
    expect([gallery.size, gallery.version]).toEqual([1, version]);
  });
});

describe('a gallery', () => {
  test('refuses to take a template of one person for another', () => {
    expect(() => open().replacePerson('person-1', [templateOf(2, 0)])).toThrow(
      expect.objectContaining({ code: 'TEMPLATE_INVALID' }),
    );
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses to look for %s persons', (k) => {
    expect(() => open().search(faceOf(1, 0), k)).toThrow(expect.objectContaining({ code: 'PROBE_INVALID' }));
  });

  test('is as it was when the source of a rebuild fails', async () => {
    const gallery = open();
    gallery.replacePerson('person-1', [templateOf(1, 0)]);
    const source = pouring();
    const rebuilt = gallery.rebuild(source.stream);
    source.fail(new Error('the database is gone'));
    await expect(rebuilt).rejects.toMatchObject({
      code: 'REBUILD_FAILED',
      message: expect.stringMatching(/database/),
    });
    expect(gallery.search(faceOf(1, 0), 1)[0]?.personId).toBe('person-1');
    await gallery.rebuild(streamOf([templateOf(2, 0)]));
    expect(gallery.search(faceOf(1, 0), 1)[0]?.personId).toBe('person-2');
  });

  test('keeps a change as it was given, though the caller reuses the array during a rebuild', async () => {
    const gallery = open();
    const source = pouring();
    const rebuilt = gallery.rebuild(source.stream);
    const template = templateOf(1, 0);
    gallery.replacePerson('person-1', [template]);
    template.embedding.fill(0);
    source.end();
    await rebuilt;
    expect(gallery.search(faceOf(1, 0), 1)[0]?.distanceL2).toBe(0);
  });

  test('runs one rebuild after the other', async () => {
    const gallery = open();
    const source = pouring();
    const first = gallery.rebuild(source.stream);
    const second = gallery.rebuild(streamOf([templateOf(2, 0)]));
    source.end();
    await Promise.all([first, second]);
    expect(gallery.search(faceOf(2, 0), 5).map(({ personId }) => personId)).toEqual(['person-2']);
  });

  test('stops while the source of a rebuild hangs, and then rebuilds no more', async () => {
    const gallery = open();
    const rebuilt = gallery.rebuild(pouring().stream);
    const outcome = expect(rebuilt).rejects.toMatchObject({ code: 'STOPPED' });
    await gallery.stop();
    await gallery.stop();
    await outcome;
    await expect(gallery.rebuild(streamOf([]))).rejects.toMatchObject({ code: 'STOPPED' });
  });

  test('counts its changes', async () => {
    const gallery = open();
    const versions = [gallery.version];
    gallery.replacePerson('person-1', [templateOf(1, 0)]);
    versions.push(gallery.version);
    gallery.removePerson('person-1');
    versions.push(gallery.version);
    gallery.removePerson('person-1');
    versions.push(gallery.version);
    await gallery.rebuild(streamOf([]));
    versions.push(gallery.version);
    expect(versions).toEqual([0, 1, 2, 2, 3]);
  });
});

test('a gallery logs neither persons nor vectors', async () => {
  const { logger, text } = recordingLogger();
  const gallery = open({}, logger);
  await gallery.rebuild(streamOf([templateOf(1, 0), templateOf(2, 0)]));
  expect(text()).toMatch(/rebuilt/);
  expect(text()).not.toMatch(/person-|template-/);
});
