import type { Point } from '@portero/biometrics';
import type { EncoderPool } from '@portero/encoder';
import { sampleImage } from '@portero/testkit';
import sharp from 'sharp';
import { turnHead } from '../../bench/pad/depth-warp.ts';
import { type Picture, readPicture, toSrgb } from '../../bench/pad/picture.ts';

/** Degrees of yaw that a head is rendered at, to either side. */
const YAWS = [0, 12, 22, 30, 40] as const;

/** Somebody's face as a camera films it, by the angle of the head. */
export interface FilmedFace {
  /** The picture that shows the head as it looks in the photograph. */
  readonly photograph: Buffer;
  /** @returns the picture at the nearest angle that there is; to the person's own left is positive */
  at(yawDegrees: number): Buffer;
}

/** The largest face of a sample photograph, its head turned by the depth of a head model: real pixels, no video. */
export async function filmFace(number: 5 | 6, encoder: Pick<EncoderPool, 'analyse'>): Promise<FilmedFace> {
  const file = sampleImage(number);
  const image = sharp(file);
  const { width, height } = await image.metadata();
  const { faces } = await encoder.analyse(await image.toBuffer(), { maxFaces: 1 });
  const { box } = faces[0]!;
  const left = Math.max(0, Math.round(box.x - box.width));
  const top = Math.max(0, Math.round(box.y - box.height));
  const portrait = await sharp(file)
    .extract({
      ...{ left, top },
      width: Math.min(width - left, Math.round(3 * box.width)),
      height: Math.min(height - top, Math.round(3 * box.height)),
    })
    .resize({ width: 320 })
    .png()
    .toBuffer();
  const { landmarks } = (await encoder.analyse(portrait, { maxFaces: 1 })).faces[0]!;
  const picture = await readPicture(portrait);
  const turned = new Map<number, Buffer>();
  for (const yaw of YAWS.flatMap((each) => (each === 0 ? [0] : [each, -each]))) {
    turned.set(yaw, await rendered(picture, landmarks, yaw));
  }
  const nearest = (yawDegrees: number) =>
    [...turned.keys()].reduce((best, yaw) =>
      Math.abs(yaw - yawDegrees) < Math.abs(best - yawDegrees) ? yaw : best,
    );
  return { photograph: portrait, at: (yawDegrees) => turned.get(nearest(yawDegrees))! };
}

function rendered(picture: Picture, landmarks: readonly Point[], yawDegrees: number): Promise<Buffer> {
  const { data, width, height } = yawDegrees === 0 ? picture : turnHead(picture, landmarks, yawDegrees);
  const bytes = Uint8Array.from(data, (light) => Math.round(toSrgb(light)));
  return sharp(bytes, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
}
