import sharp from 'sharp';
import { blur, type Picture, toSrgb } from './picture.ts';
import type { Random } from './random.ts';

/** What a camera looks at: a plane in millimetres, (0, 0) in its middle, y down. */
export interface Scene {
  /**
   * Writes the linear light of a point into `into`.
   * @param mmPerPx how much of the plane a pixel sees there, for structure finer than that
   */
  lightAt(xMm: number, yMm: number, mmPerPx: number, into: Float64Array): void;
}

/** How the camera stands to the plane. */
export interface View {
  readonly mmPerPx: number;
  readonly rollRadians: number;
  /** Foreshortening across and down; 0 when the camera looks straight at it. Per pixel. */
  readonly tiltX: number;
  readonly tiltY: number;
  /** How much narrower and lower the plane looks for being turned away: the cosine of the angle. @defaultValue 1 */
  readonly squeezeX?: number;
  readonly squeezeY?: number;
  readonly shiftXMm: number;
  readonly shiftYMm: number;
}

/** The same for people and attacks: whatever tells them apart must not be the camera. */
export interface Camera {
  readonly sizePx: number;
  /** Width of the light-sensitive part of a pixel, 0..1; small in cameras that skip pixels. */
  readonly aperture: number;
  readonly lensSigmaPx: number;
  readonly noise: number;
  /** Light that its lens spreads over everything, as a share of the mean: a lobby with windows behind one, a greasy dome. */
  readonly veil: number;
  readonly jpegQuality: number;
  /** Mean luminance that its automatic exposure aims at. */
  readonly exposure: number;
  /** What its automatic white balance leaves over, for red and blue. */
  readonly tint: readonly [number, number];
}

export function anyCamera(random: Random, sizePx: number): Camera {
  return {
    sizePx,
    aperture: random.between(0.4, 1),
    lensSigmaPx: random.between(0.3, 1.1),
    noise: random.between(0.004, 0.02),
    veil: random.between(0, 0.15),
    jpegQuality: Math.round(random.between(72, 95)),
    exposure: random.between(0.14, 0.3),
    tint: [1 + 0.06 * random.normal(), 1 + 0.06 * random.normal()],
  };
}

/** How much contrast of a pattern of so many cycles a pixel the camera still sees: lens, then the pixel's own area. */
export function contrastThrough({ aperture, lensSigmaPx }: Camera, cyclesPerPx: number): number {
  const x = Math.PI * aperture * cyclesPerPx;
  const pixel = x < 1e-6 ? 1 : Math.abs(Math.sin(x) / x);
  return pixel * Math.exp(-2 * (Math.PI * lensSigmaPx * cyclesPerPx) ** 2);
}

/** Takes a picture, as the bytes of a JPEG file. */
export async function photograph(scene: Scene, view: View, camera: Camera, random: Random): Promise<Buffer> {
  const raw = expose(scene, view, camera.sizePx);
  const sharpPicture = camera.lensSigmaPx > 0.35 ? blur(raw, camera.lensSigmaPx) : raw;
  const bytes = develop(sharpPicture, camera, random);
  const shape = { width: camera.sizePx, height: camera.sizePx, channels: 3 } as const;
  return sharp(bytes, { raw: shape }).jpeg({ quality: camera.jpegQuality }).toBuffer();
}

function expose(scene: Scene, view: View, size: number): Picture {
  const data = new Float32Array(size * size * 3);
  const light = new Float64Array(3);
  const { squeezeX = 1, squeezeY = 1 } = view;
  const cos = Math.cos(view.rollRadians);
  const sin = Math.sin(view.rollRadians);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const px = x - size / 2;
      const py = y - size / 2;
      const mmPerPx = view.mmPerPx / (1 + view.tiltX * px + view.tiltY * py);
      const xMm = view.shiftXMm + (mmPerPx * (cos * px - sin * py)) / squeezeX;
      const yMm = view.shiftYMm + (mmPerPx * (sin * px + cos * py)) / squeezeY;
      scene.lightAt(xMm, yMm, mmPerPx, light);
      data.set(light, (y * size + x) * 3);
    }
  }
  return { data, width: size, height: size };
}

function develop({ data }: Picture, { exposure, tint, noise, veil }: Camera, random: Random): Uint8Array {
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  const gain = exposure / Math.max(mean * (1 + veil), 1e-4);
  const gains = [gain * tint[0], gain, gain * tint[1]];
  return Uint8Array.from(data, (value, index) => {
    const light = (value + veil * mean) * gains[index % 3]!;
    // Shot noise grows with the root of the light; a little is always there.
    const noisy = light + noise * (Math.sqrt(Math.max(0, light)) + 0.15) * random.normal();
    return Math.round(toSrgb(noisy));
  });
}
