import sharp from 'sharp';
import { concurrently } from '../enrolment/concurrently.ts';
import type { EncodedFace } from './encoded-picture.ts';

/** Pixels of a side: enough to see who it is, and about 3 kB a picture. */
const SIDE_PX = 112;
/** Hair and chin are needed to recognise somebody; a detector's box has neither. */
const BORDER_SHARE = 0.3;

/** A picture by its path; without a face the whole picture is shown, which tells why none was found. */
export interface PictureToShow {
  path: string;
  face?: EncodedFace | undefined;
}

/** @returns the picture of a face as a data URI of a small JPEG, or undefined when the file is no picture */
export async function facePicture({ path, face }: PictureToShow): Promise<string | undefined> {
  try {
    const { data, info } = await sharp(path)
      .rotate()
      .toColourspace('srgb')
      .toBuffer({ resolveWithObject: true });
    const image = sharp(data);
    if (face) image.extract(areaAround(face, info));
    const small = image.resize(SIDE_PX, SIDE_PX, { fit: 'inside' }).flatten({ background: '#ffffff' });
    return `data:image/jpeg;base64,${(await small.jpeg({ quality: 72 }).toBuffer()).toString('base64')}`;
  } catch {
    return undefined;
  }
}

/** @returns those that could be read, by their keys */
export async function facePictures(
  wanted: ReadonlyMap<string, PictureToShow>,
): Promise<ReadonlyMap<string, string>> {
  const shown = new Map<string, string>();
  await concurrently([...wanted], 4, async ([key, picture]) => {
    const uri = await facePicture(picture);
    if (uri !== undefined) shown.set(key, uri);
  });
  return shown;
}

/** A square around the face, as far as the picture reaches. */
function areaAround({ box }: EncodedFace, { width, height }: { width: number; height: number }) {
  const side = Math.max(box.width, box.height) * (1 + 2 * BORDER_SHARE);
  const from = (centre: number, length: number) =>
    Math.min(length - 1, Math.max(0, Math.round(centre - side / 2)));
  const to = (centre: number, length: number) => Math.min(length, Math.max(1, Math.round(centre + side / 2)));
  const [centreX, centreY] = [box.x + box.width / 2, box.y + box.height / 2];
  const [left, top] = [from(centreX, width), from(centreY, height)];
  return {
    left,
    top,
    width: Math.max(1, to(centreX, width) - left),
    height: Math.max(1, to(centreY, height) - top),
  };
}
