import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder, sampleImage } from '@portero/testkit';
import sharp from 'sharp';

/** Pictures of one kind, by what they are. */
export interface PictureSet {
  readonly name: string;
  readonly pictures: readonly Uint8Array[];
}

/** Parts of face-api's own sample photographs with one person in front: left, top, width, height. */
const PORTRAITS = [
  { number: 1, region: [1270, 0, 600, 600] },
  { number: 1, region: [300, 230, 400, 400] },
] as const;
const CAMERA_FRAME = { left: 620, top: 0, width: 1280, height: 720 };

/** What ships with the npm packages: portraits of 250 × 250, and a frame as a door's camera gives it. */
export async function packagedPictures(): Promise<PictureSet[]> {
  const portraits = PORTRAITS.map(async ({ number, region: [left, top, width, height] }) =>
    sharp(await readFile(sampleImage(number)))
      .extract({ left, top, width, height })
      .resize(250, 250)
      .jpeg({ quality: 90 })
      .toBuffer(),
  );
  const frame = await sharp(await readFile(sampleImage(1)))
    .extract(CAMERA_FRAME)
    .jpeg({ quality: 90 })
    .toBuffer();
  return [
    { name: 'portraits 250 × 250', pictures: await Promise.all(portraits) },
    { name: 'camera frame 1280 × 720', pictures: [frame] },
  ];
}

/**
 * Every so-manieth picture of LFW, view 1.
 *
 * @returns undefined where the data folder is absent
 */
export async function lfwPictures(count: number): Promise<PictureSet | undefined> {
  const data = dataFolder();
  if (data === undefined) return undefined;
  const folder = join(data, 'lfw-view1', 'images');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  const step = Math.max(1, Math.floor(names.length / count));
  const chosen = names.filter((_, index) => index % step === 0).slice(0, count);
  return {
    name: `LFW, ${chosen.length} pictures of 250 × 250`,
    pictures: await Promise.all(chosen.map((name) => readFile(join(folder, name)))),
  };
}
