import { readFileSync } from 'node:fs';
import { faceSigns } from '@portero/biometrics';
import sharp from 'sharp';
import { closeEyes } from './close-eyes.ts';
import { turnHead } from './depth-warp.ts';
import { sequence } from './material.ts';
import type { Material } from './open-material.ts';
import type { Person } from './people.ts';
import { type Picture, readPicture, toSrgb } from './picture.ts';
import { SEQUENCE_SPECIES } from './sequences.ts';

export interface SignsReport {
  /** Aspect ratio of shut eyes over that of the same eyes open, of each person: a blink must come below 0.6. */
  readonly shutOverOpen: readonly number[];
  /** Head turn of rendered heads, less that of the picture itself, by yaw in degrees. */
  readonly rendered: Readonly<Record<string, readonly number[]>>;
  /** By how much the head turn changed over each sequence. */
  readonly turns: Readonly<Record<string, readonly number[]>>;
}

const YAWS = [10, 20, 30];

/** What the landmark net makes of shut eyes and turned heads: the active challenge sees no more than that. */
export async function reportSigns({ cache }: Material, people: readonly Person[]): Promise<SignsReport> {
  const shutOverOpen: number[] = [];
  for (const person of people) {
    const open = await cache.get(`original-${person.name}`, async () => readFileSync(person.file));
    if (!open.face) continue;
    const { landmarks } = open.face;
    const shut = await cache.get(`eyes-shut-${person.name}`, async () =>
      toJpeg(closeEyes(await readPicture(person.file), landmarks)),
    );
    if (!shut.face) continue;
    shutOverOpen.push(faceSigns(shut.face.landmarks).eyeAspectRatio / faceSigns(landmarks).eyeAspectRatio);
  }
  const rendered: Record<string, number[]> = {};
  for (const yawDegrees of YAWS) {
    rendered[yawDegrees] = [];
    for (const person of people) {
      const { face } = await cache.get(`original-${person.name}`, async () => readFileSync(person.file));
      if (!face) continue;
      const turned = await cache.get(`yaw-${yawDegrees}-${person.name}`, async () =>
        toJpeg(turnHead(await readPicture(person.file), face.landmarks, yawDegrees)),
      );
      if (!turned.face) continue;
      rendered[yawDegrees].push(
        faceSigns(turned.face.landmarks).headTurn - faceSigns(face.landmarks).headTurn,
      );
    }
  }
  const turns: Record<string, number[]> = {};
  for (const species of SEQUENCE_SPECIES) {
    turns[species] = [];
    for (const person of people) {
      const faces = (await sequence(cache, person, species)).flatMap(({ face }) => face ?? []);
      const values = faces.map(({ landmarks }) => faceSigns(landmarks).headTurn);
      if (values.length > 1) turns[species].push(Math.max(...values) - Math.min(...values));
    }
  }
  return { shutOverOpen, rendered, turns };
}

function toJpeg({ data, width, height }: Picture): Promise<Buffer> {
  const bytes = Uint8Array.from(data, (light) => Math.round(toSrgb(light)));
  return sharp(bytes, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 92 })
    .toBuffer();
}
