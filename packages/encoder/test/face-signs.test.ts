import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faceSigns, planarMotion } from '@portero/biometrics';
import { silentLogger } from '@portero/runtime';
import { describeWithData } from '@portero/testkit';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createEncoderPool,
  createPassivePadAnalyser,
  type EncoderPool,
  type RawFrame,
} from '../src/index.ts';

describeWithData('the signs of liveness in real landmarks', (folder) => {
  const NAMES = ['AJ_Cook', 'AJ_Lamas', 'Aaron_Peirsol', 'Abdullah', 'Adam_Sandler', 'Adrien_Brody'];
  let pool: EncoderPool;
  const pictures: RawFrame[] = [];

  beforeAll(async () => {
    pool = await createEncoderPool({ workers: 1, engine: 'wasm' }, { logger: silentLogger() });
    for (const name of NAMES) {
      const file = join(folder, 'lfw-view1', 'images', name, `${name}_0001.jpg`);
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes) pictures.push(await rawOf(sharp(bytes)));
    }
  });
  afterAll(() => pool.stop());

  async function rawOf(image: Sharp): Promise<RawFrame> {
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: 3 };
  }

  function altered(picture: RawFrame, change: (image: Sharp) => Sharp): Promise<RawFrame> {
    const { data, ...shape } = picture;
    return rawOf(change(sharp(data, { raw: shape })));
  }

  async function faceOf(picture: RawFrame) {
    const { faces } = await pool.analyse(picture, { encode: false, maxFaces: 1 });
    return faces[0]!;
  }

  test('a mirrored face is turned to the other side, and its eyes are as open', async () => {
    expect(pictures.length).toBeGreaterThanOrEqual(3);
    for (const picture of pictures) {
      const seen = faceSigns((await faceOf(picture)).landmarks);
      const mirrored = faceSigns((await faceOf(await altered(picture, (image) => image.flop()))).landmarks);
      expect(Math.abs(seen.headTurn + mirrored.headTurn)).toBeLessThan(0.25);
      expect(mirrored.eyeAspectRatio / seen.eyeAspectRatio).toBeGreaterThan(0.75);
      expect(mirrored.eyeAspectRatio / seen.eyeAspectRatio).toBeLessThan(1.35);
    }
  });

  test('a picture that is squeezed, as a photograph turned away, does not turn its head', async () => {
    for (const picture of pictures) {
      const seen = await faceOf(picture);
      const narrow = await faceOf(await altered(picture, (image) => image.resize(190, 250, { fit: 'fill' })));
      const turn = faceSigns(narrow.landmarks).headTurn - faceSigns(seen.landmarks).headTurn;
      expect(Math.abs(turn)).toBeLessThan(0.2);
      expect(planarMotion(seen.landmarks, narrow.landmarks).viewChange).toBeGreaterThan(0.05);
    }
  });

  test('the pool judges every one of them as a presentation where it is asked to, as the analyser does', async () => {
    const analyser = createPassivePadAnalyser();
    for (const frame of pictures) {
      const { faces } = await pool.analyse(frame, { encode: false, maxFaces: 1, pad: true });
      const [face] = faces;
      expect(face!.pad!.verdict).not.toBe('unusable');
      expect(face!.pad).toEqual(analyser.analyse({ frame, ...face! }));
      expect((await faceOf(frame)).pad).toBeUndefined();
    }
  });
});
