import { readFileSync } from 'node:fs';
import type { Point } from '@portero/biometrics';
import type { RawFrame } from '@portero/encoder';
import sharp from 'sharp';
import type { Person } from './people.ts';
import { readPicture } from './picture.ts';
import type { Presentation, PresentationCache } from './presentations.ts';
import { SEQUENCE_FRAMES, type SequenceSpecies, sequenceFrame } from './sequences.ts';
import { present, type Species } from './species.ts';

/** One picture of a person, or of an attack with it. */
export function still(cache: PresentationCache, person: Person, species: Species): Promise<Presentation> {
  return cache.get(`${species}-${person.name}`, async () =>
    present(species, await readPicture(person.file), person.name),
  );
}

/** The frames of a sequence; empty where no face is found in the person's own picture. */
export async function sequence(
  cache: PresentationCache,
  person: Person,
  species: SequenceSpecies,
): Promise<Presentation[]> {
  const original = await cache.get(`original-${person.name}`, async () => readFileSync(person.file));
  const landmarks: readonly Point[] | undefined = original.face?.landmarks;
  if (!landmarks) return [];
  const frames: Presentation[] = [];
  for (let frame = 0; frame < SEQUENCE_FRAMES; frame++) {
    frames.push(
      await cache.get(`${species}-${person.name}-${frame}`, async () =>
        sequenceFrame(species, await readPicture(person.file), landmarks, frame, person.name),
      ),
    );
  }
  return frames;
}

export async function readFrame(file: string | Uint8Array): Promise<RawFrame> {
  const { data, info } = await sharp(file)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}
