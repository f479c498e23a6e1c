import { join } from 'node:path';
import { sampleImage } from '@portero/testkit';
import sharp from 'sharp';

const PORTRAITS = {
  /** The woman with long fair hair, in two pictures. */
  fairHaired: [1, { left: 1330, top: 130, width: 480, height: 480 }],
  fairHairedElsewhere: [3, { left: 1000, top: 80, width: 420, height: 620 }],
  dollMakeUp: [1, { left: 300, top: 230, width: 420, height: 480 }],
  stranger: [6, { left: 60, top: 400, width: 420, height: 420 }],
  /** A wall. */
  nobody: [1, { left: 0, top: 0, width: 250, height: 250 }],
} as const;

export type PortraitName = keyof typeof PORTRAITS;

/** Cuts a portrait out of the sample photographs. @returns the path of the file */
export async function writePortrait(dir: string, name: PortraitName, file = `${name}.jpg`): Promise<string> {
  const [picture, area] = PORTRAITS[name];
  const path = join(dir, file);
  await sharp(sampleImage(picture)).extract(area).jpeg({ quality: 95 }).toFile(path);
  return path;
}
