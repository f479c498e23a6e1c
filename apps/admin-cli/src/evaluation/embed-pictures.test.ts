import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EncoderError, type FrameAnalysis } from '@portero/encoder';
import { makeFolder } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { embedPictures, msPerImage } from './embed-pictures.ts';
import { openEmbeddingCache } from './embedding-cache.ts';

const MODEL = { id: 'm', version: '1', dimension: 2 };
const startProgress = () => ({ update: () => {}, stop: () => {} });

/** Sees in every picture of four bytes one face whose embedding is its first bytes; looks at so many, then fails. */
function encoderFor(pictures: number) {
  const seen: string[] = [];
  const encoder = {
    seen,
    stats: () => ({ workers: 1, busy: 0, queued: 0, completed: 0, failed: 0, replaced: 0 }),
    async analyse(image: unknown): Promise<FrameAnalysis> {
      const text = Buffer.from(image as Uint8Array).toString();
      if (text === 'junk') throw new EncoderError('IMAGE_CORRUPT', 'no picture');
      if (seen.length === pictures) throw new EncoderError('POOL_STOPPED', 'stopped');
      seen.push(text);
      const box = { x: 1, y: 2, width: 3, height: 4 };
      const faces = text === 'wall' ? [] : [{ box, embedding: Float32Array.from([text.length, 0.1]) }];
      return { width: 10, height: 10, faces } as unknown as FrameAnalysis;
    },
  };
  return encoder;
}

async function pictures(...texts: string[]): Promise<string[]> {
  const folder = makeFolder();
  return Promise.all(
    texts.map(async (text) => {
      const path = join(folder, `${text}.jpg`);
      await writeFile(path, text);
      return path;
    }),
  );
}

async function embed(paths: string[], dir: string, encoder = encoderFor(99), pipelineVersion = '1') {
  const cache = await openEmbeddingCache({ dir, model: MODEL, pipelineVersion });
  try {
    return await embedPictures(paths, {}, { encoder, cache, startProgress });
  } finally {
    await cache.close();
  }
}

describe('embedding pictures', () => {
  it('encodes each picture once in its life, and gives back bit for bit what it kept', async () => {
    const paths = await pictures('ana', 'benn', 'wall');
    const dir = makeFolder();
    const first = await embed(paths, dir);
    expect(first).toMatchObject({ pictures: 3, cached: 0, failures: [paths[2]] });
    const again = encoderFor(0);
    const second = await embed(paths, dir, again);
    expect(second).toMatchObject({ pictures: 3, cached: 3, failures: [paths[2]] });
    expect(second.faces).toEqual(first.faces);
    expect(msPerImage(first)).toBeGreaterThan(0);
    expect(msPerImage(second)).toBeUndefined();
  });

  it('goes on where it was interrupted', async () => {
    const paths = await pictures('ana', 'ben', 'cleo', 'dan');
    const dir = makeFolder();
    await expect(embed(paths, dir, encoderFor(2))).rejects.toMatchObject({ code: 'POOL_STOPPED' });
    const rest = encoderFor(99);
    expect(await embed(paths, dir, rest)).toMatchObject({ cached: 2, failures: [] });
    expect(rest.seen).toHaveLength(2);
  });

  it('survives a line that was cut off, and writes the next one whole', async () => {
    const paths = await pictures('ana', 'ben');
    const dir = makeFolder();
    await embed(paths.slice(0, 1), dir);
    const [file] = await readdir(dir);
    await appendFile(join(dir, file!), '{"image":"00');
    expect(await embed(paths, dir)).toMatchObject({ cached: 1 });
    expect(await embed(paths, dir, encoderFor(0))).toMatchObject({ cached: 2 });
  });

  it('encodes anew for another pipeline', async () => {
    const paths = await pictures('ana');
    const dir = makeFolder();
    await embed(paths, dir);
    expect(await embed(paths, dir, encoderFor(99), '2')).toMatchObject({ cached: 0 });
  });

  it('counts what is no picture as a failure, and keeps nothing of it', async () => {
    const paths = await pictures('junk');
    const dir = makeFolder();
    expect(await embed(paths, dir)).toMatchObject({ failures: paths });
    expect(await embed(paths, dir)).toMatchObject({ cached: 0, failures: paths });
  });
});
