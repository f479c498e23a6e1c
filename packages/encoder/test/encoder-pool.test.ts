import { readFile } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { l2Distance } from '@portero/biometrics';
import { silentLogger } from '@portero/runtime';
import { sampleImage, temporaryFolder } from '@portero/testkit';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createEncoderPool, type EncoderPool, type FaceObservation } from '../src/index.ts';
import { startCompiledWorker } from '../src/pool/worker-thread.ts';

describe('the encoder pool', () => {
  const workers: Worker[] = [];
  let pool: EncoderPool;

  beforeAll(async () => {
    pool = await createEncoderPool(
      { workers: 1, engine: 'wasm' },
      {
        logger: silentLogger(),
        startWorker: (start) => {
          const worker = startCompiledWorker(start);
          workers.push(worker);
          return worker;
        },
      },
    );
  });
  afterAll(() => pool.stop());

  const photograph = (number: 1 | 2 | 3 | 4 | 5 | 6) => readFile(sampleImage(number));
  /** The woman on the right of sample1 alone, which the fast detector finds. */
  const portrait = async () =>
    sharp(await photograph(1)).extract({ left: 1270, top: 0, width: 600, height: 700 });
  const jpeg = (image: Sharp) => image.jpeg({ quality: 95 }).toBuffer();
  const norm = (vector: Float32Array) => Math.hypot(...vector);

  test('reports its engine and its model', () => {
    expect(pool.engine).toMatchObject({ engine: 'wasm', reason: 'it was asked for' });
    expect(pool.model).toMatchObject({ id: 'mobilefacenet-192', dimension: 192, state: 'ready' });
  });

  test('finds the three faces of a group, largest first, with unit embeddings', async () => {
    const analysis = await pool.analyse(await photograph(3));
    expect(analysis).toMatchObject({ width: 1920, height: 1350, detector: 'ssd' });
    expect(analysis.faces).toHaveLength(3);
    const areas = analysis.faces.map(({ box }) => box.width * box.height);
    expect(areas).toEqual(areas.toSorted((a, b) => b - a));
    for (const face of analysis.faces) {
      expect(face.embedding).toHaveLength(192);
      expect(norm(face.embedding)).toBeCloseTo(1, 5);
      expect(face.landmarks).toHaveLength(68);
      expect(face.quality.score).toBeGreaterThan(0.6);
    }
  });

  test('knows the woman on the right of sample1 in the middle of sample3 and nobody else', async () => {
    const byPosition = (faces: readonly FaceObservation[]) => faces.toSorted((a, b) => a.box.x - b.box.x);
    const first = byPosition((await pool.analyse(await photograph(1))).faces);
    const third = byPosition((await pool.analyse(await photograph(3))).faces);
    const woman = first.at(-1)!;
    const distances = third.map((face) => l2Distance(woman.embedding, face.embedding));
    expect(distances[1]).toBeLessThan(pool.model.threshold!);
    expect(distances[0]).toBeGreaterThan(pool.model.threshold!);
    expect(distances[2]).toBeGreaterThan(pool.model.threshold!);
  });

  test('gives a frame that is decoded already the same face as its file', async () => {
    const file = await (await portrait()).png().toBuffer();
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const frame = { data, width: info.width, height: info.height, channels: 3 } as const;
    const [fromFrame] = (await pool.analyse(frame)).faces;
    const [fromFile] = (await pool.analyse(file)).faces;
    expect(l2Distance(fromFrame!.embedding, fromFile!.embedding)).toBeLessThan(1e-3);
  });

  test('finds no face where there is none', async () => {
    const wall = sharp({ create: { width: 320, height: 240, channels: 3, background: '#808080' } });
    expect((await pool.analyse(await wall.jpeg().toBuffer())).faces).toEqual([]);
  });

  test('keeps to the largest faces and to those large enough', async () => {
    const file = await photograph(3);
    expect((await pool.analyse(file, { maxFaces: 1 })).faces).toHaveLength(1);
    expect((await pool.analyse(file, { minFacePx: 500, thorough: false })).faces).toHaveLength(0);
  });

  test('finds without encoding when asked to', async () => {
    const [face] = (await pool.analyse(await jpeg(await portrait()), { encode: false })).faces;
    expect(face!.landmarks).toHaveLength(68);
    expect(face!.embedding).toHaveLength(0);
  });

  test('rates a blurred copy of a face below the face', async () => {
    const file = await photograph(3);
    const [clear] = (await pool.analyse(file, { maxFaces: 1 })).faces;
    const [unclear] = (await pool.analyse(await jpeg(sharp(file).blur(8)), { maxFaces: 1 })).faces;
    expect(unclear!.quality.sharpness).toBeLessThan(clear!.quality.sharpness);
    expect(unclear!.quality.score).toBeLessThan(clear!.quality.score);
  });

  test('encodes a face much the same straight, turned and small', async () => {
    const straight = (await pool.analyse(await jpeg(await portrait()))).faces[0]!;
    const turned = await jpeg((await portrait()).rotate(12, { background: '#000000' }));
    const small = await jpeg(sharp(await jpeg(await portrait())).resize(240));
    for (const picture of [turned, small]) {
      const [face] = (await pool.analyse(picture)).faces;
      expect(l2Distance(face!.embedding, straight.embedding)).toBeLessThan(0.6);
    }
  });

  test('aligns a face that reaches beyond the edge of the picture', async () => {
    const file = await jpeg(await portrait());
    const whole = (await pool.analyse(file)).faces[0]!;
    const left = Math.round(whole.box.x);
    const cut = sharp(file).extract({ left, top: 0, width: 600 - left, height: 700 });
    const [face] = (await pool.analyse(await jpeg(cut))).faces;
    expect(l2Distance(face!.embedding, whole.embedding)).toBeLessThan(0.6);
  });

  test('names what is wrong with a picture', async () => {
    const broken = (await photograph(1)).subarray(0, 5000);
    await expect(pool.analyse(new Uint8Array())).rejects.toMatchObject({ code: 'IMAGE_EMPTY' });
    await expect(pool.analyse(broken)).rejects.toMatchObject({ code: 'IMAGE_CORRUPT' });
  });

  test('replaces a worker that is killed and goes on', async () => {
    const before = pool.stats().replaced;
    const file = await jpeg(await portrait());
    const frame = pool.analyse(file);
    await workers.at(-1)!.terminate();
    await expect(frame).rejects.toMatchObject({ code: 'WORKER_CRASHED' });
    expect((await pool.analyse(file)).faces).toHaveLength(1);
    await vi.waitFor(() => expect(pool.stats()).toMatchObject({ replaced: before + 1, workers: 1 }));
  });
});

describe('a pool that cannot start', () => {
  const deps = { logger: silentLogger() };

  test('says which engine is missing and how to install it', async () => {
    await expect(createEncoderPool({ engine: 'tfjs-node-gpu', workers: 1 }, deps)).rejects.toMatchObject({
      code: 'ENGINE_UNAVAILABLE',
      message: expect.stringContaining('npm install @tensorflow/tfjs-node-gpu@4.22.0'),
    });
  });

  test('says that a model is unknown, or has no weights here', async () => {
    const modelsDir = temporaryFolder();
    await expect(createEncoderPool({ model: 'facenet', modelsDir }, deps)).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN',
    });
    await expect(createEncoderPool({ model: 'nn4-small2', modelsDir }, deps)).rejects.toMatchObject({
      code: 'MODEL_WEIGHTS_MISSING',
    });
  });
});
