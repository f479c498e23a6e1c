import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Scene, SceneFace, SceneFrame, ScenePerson } from './scene.ts';

type Picture = 1 | 2 | 3 | 4 | 5 | 6;

/** A part of a picture, in its pixels. */
interface Crop {
  picture: Picture;
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The people who are enrolled, each from one portrait cut out of a group photograph, under names that are not
 * theirs. Marie is the woman with long fair hair; she alone stands in another picture as well.
 */
const PEOPLE: readonly { name: string; crop: Crop }[] = [
  { name: 'Ada', crop: { picture: 1, left: 300, top: 230, width: 420, height: 480 } },
  { name: 'Grace', crop: { picture: 1, left: 740, top: 340, width: 420, height: 480 } },
  { name: 'Marie', crop: { picture: 1, left: 1330, top: 130, width: 480, height: 480 } },
  { name: 'Hedy', crop: { picture: 5, left: 680, top: 20, width: 360, height: 340 } },
  { name: 'Lise', crop: { picture: 5, left: 960, top: 120, width: 400, height: 400 } },
  { name: 'Rosalind', crop: { picture: 5, left: 1270, top: 300, width: 460, height: 460 } },
  { name: 'Emmy', crop: { picture: 5, left: 280, top: 850, width: 430, height: 430 } },
];

interface FramePlan {
  label: string;
  view: Picture | Crop;
  cardOf?: string;
  /** The truth, seen by eye: who of the enrolled stands there and where; everyone else is a stranger. */
  enrolled: SceneFace[];
}

const MARIE_IN_PICTURE_3 = { x: 1100, y: 230, width: 230, height: 300 };

const FRAMES: readonly FramePlan[] = [
  { label: 'sample2.jpg', view: 2, enrolled: [] },
  { label: 'sample3.jpg', view: 3, enrolled: [{ person: 'Marie', box: MARIE_IN_PICTURE_3 }] },
  { label: 'sample4.jpg', view: 4, enrolled: [] },
  { label: 'sample6.jpg', view: 6, enrolled: [] },
  {
    label: 'own-card.jpg',
    view: { picture: 3, left: 1000, top: 80, width: 420, height: 620 },
    cardOf: 'Marie',
    enrolled: [{ person: 'Marie', box: { x: 0, y: 0, width: 420, height: 620 } }],
  },
  {
    label: 'stolen-card.jpg',
    view: { picture: 6, left: 60, top: 400, width: 420, height: 420 },
    cardOf: 'Marie',
    enrolled: [],
  },
];

/** The photographs come with face-api; they are read in place, and nothing of them is copied into Portero. */
function pictureFile(picture: Picture): string {
  const manifest = createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json');
  return join(manifest, '..', 'demo', `sample${picture}.jpg`);
}

async function cropped({ picture, ...area }: Crop): Promise<Uint8Array> {
  return sharp(pictureFile(picture)).extract(area).jpeg({ quality: 95 }).toBuffer();
}

async function personOf({ name, crop }: (typeof PEOPLE)[number]): Promise<ScenePerson> {
  return { name, photos: [{ file: `sample${crop.picture}.jpg`, image: await cropped(crop) }] };
}

async function frameOf({ label, view, cardOf, enrolled }: FramePlan): Promise<SceneFrame> {
  const image = typeof view === 'number' ? await readFile(pictureFile(view)) : await cropped(view);
  return { label, image, enrolled, ...(cardOf && { cardOf }) };
}

/** Seven people, four group photographs, and two frames with a card. */
export async function sampleScene(): Promise<Scene> {
  return {
    title: 'the sample photographs of face-api',
    people: await Promise.all(PEOPLE.map(personOf)),
    frames: await Promise.all(FRAMES.map(frameOf)),
  };
}
