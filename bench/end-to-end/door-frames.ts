import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleImage } from '@portero/testkit';
import sharp from 'sharp';

/*
 * The woman with long fair hair who stands in two of face-api's sample photographs: enrolled from the one, she walks up in
 * the other.
 */

const PORTRAIT = { left: 1330, top: 130, width: 480, height: 480 };
const AT_THE_DOOR = { left: 1000, top: 80, width: 420, height: 620 };

/** As a door's camera gives it. */
const FRAME = { width: 1280, height: 720 };
const WALL = '#8a857c';

/** The photograph she is enrolled with. */
export async function employeePortrait(): Promise<Uint8Array> {
  return sharp(await readFile(sampleImage(1)))
    .extract(PORTRAIT)
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Writes frames in which she stands before a wall, each time elsewhere and in other light. @returns the files */
export async function writeDoorFrames(folder: string, count: number): Promise<string[]> {
  const person = await sharp(await readFile(sampleImage(3)))
    .extract(AT_THE_DOOR)
    .resize({ height: FRAME.height })
    .toBuffer({ resolveWithObject: true });
  const files: string[] = [];
  for (let index = 0; index < count; index++) {
    const left = Math.round((FRAME.width - person.info.width) / 2 + 40 * Math.sin(index));
    const file = join(folder, `frame-${index}.jpg`);
    const frame = await sharp({ create: { ...FRAME, channels: 3, background: WALL } })
      .composite([{ input: person.data, left, top: 0 }])
      .png()
      .toBuffer();
    const light = 0.92 + 0.02 * (index % 8);
    await writeFile(
      file,
      await sharp(frame).modulate({ brightness: light }).jpeg({ quality: 88 }).toBuffer(),
    );
    files.push(file);
  }
  return files;
}
