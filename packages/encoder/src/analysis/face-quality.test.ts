import { readFile } from 'node:fs/promises';
import type { Box, FivePoints } from '@portero/biometrics';
import { sampleImage } from '@portero/testkit';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { decodeImage } from '../image/decode-image.ts';
import { assessQuality } from './face-quality.ts';

/** The woman on the left of sample1, as the SSD detector and the landmarks find her. */
const BOX: Box = { x: 412, y: 354, width: 179, height: 239 };
const POINTS: FivePoints = [
  { x: 465, y: 444 },
  { x: 544, y: 436 },
  { x: 508, y: 486 },
  { x: 479, y: 530 },
  { x: 549, y: 524 },
];

describe('face quality', () => {
  let photograph: Buffer;
  beforeAll(async () => {
    photograph = await readFile(sampleImage(1));
  });

  const judge = async (change: (image: Sharp) => Sharp, points: FivePoints = POINTS) =>
    assessQuality(await decodeImage(await change(sharp(photograph)).png().toBuffer()), points, BOX);
  const same = (image: Sharp) => image;

  test('of a clear face is high, and tells its size', async () => {
    const quality = await judge(same);
    expect(quality.faceSizePx).toBe(239);
    expect(quality.score).toBeGreaterThan(0.8);
  });

  test('falls with blur, to nothing', async () => {
    const scores = [];
    for (const sigma of [4, 10, 40]) scores.push((await judge((image) => image.blur(sigma))).sharpness);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores[2]).toBe(0);
  });

  test('falls in the dark and in glare, while sharpness hardly does', async () => {
    const clear = await judge(same);
    const dark = await judge((image) => image.linear(0.12, 0));
    const glare = await judge((image) => image.linear(0.3, 185));
    expect(dark.exposure).toBeLessThan(0.3 * clear.exposure);
    expect(glare.exposure).toBeLessThan(0.6 * clear.exposure);
    expect(dark.sharpness).toBeGreaterThan(0.8 * clear.sharpness);
  });

  test('falls for a face turned aside', async () => {
    const nose = { x: 545, y: 486 };
    const turned = await judge(same, [POINTS[0], POINTS[1], nose, POINTS[3], POINTS[4]]);
    expect(turned.frontality).toBeLessThan(0.3 * (await judge(same)).frontality);
  });

  test('falls for a small face', async () => {
    const small = POINTS.map(({ x, y }) => ({ x: x / 8, y: y / 8 })) as unknown as FivePoints;
    const quality = await judge((image) => image.resize(240), small);
    expect(quality.size).toBeLessThan(0.2);
  });
});
