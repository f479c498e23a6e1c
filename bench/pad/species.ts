import { anyCamera, type Camera, photograph, type Scene, type View } from './camera.ts';
import { type PlacedPicture, printScene, screenScene, worldScene } from './media.ts';
import type { Picture } from './picture.ts';
import { type Random, randomOf } from './random.ts';

/** Presentation-attack instrument species (ISO/IEC 30107-3), each a simulation, and people themselves. */
export const ATTACK_SPECIES = [
  'print-office-paper',
  'print-photo-paper',
  'screen-phone',
  'screen-tablet',
  'screen-monitor',
] as const;
export type AttackSpecies = (typeof ATTACK_SPECIES)[number];
export type Species = AttackSpecies | 'bona-fide';

/** The share of a picture of LFW that its face takes: deep-funneled 250 × 250. */
const FACE_SHARE = 0.42;
/** Temple to temple with a little around it, as detectors box a face. */
const HEAD_MM = 170;

type Build = (placed: PlacedPicture, camera: Camera, random: Random) => Scene;

interface Instrument {
  /** How wide the face is on it, mm. */
  readonly faceMm: readonly [number, number];
  readonly build: Build;
}

const INSTRUMENTS: Readonly<Record<Species, Instrument>> = {
  'bona-fide': { faceMm: [HEAD_MM, HEAD_MM], build: worldScene },
  'print-office-paper': {
    faceMm: [80, 160],
    build: (placed, camera, random) =>
      printScene(
        placed,
        {
          ink: random.between(0.03, 0.08),
          paper: random.between(0.75, 0.9),
          saturation: random.between(0.6, 0.9),
          dotGain: random.between(0.85, 1.15),
          dotPitchMm: random.between(0.15, 0.3),
          grain: random.between(0.005, 0.03),
          gloss: 0,
          borderMm: random.between(3, 25),
        },
        camera,
        random,
      ),
  },
  'print-photo-paper': {
    faceMm: [100, 180],
    build: (placed, camera, random) =>
      printScene(
        placed,
        {
          ink: random.between(0.008, 0.025),
          paper: random.between(0.85, 0.95),
          saturation: random.between(0.85, 1),
          dotGain: random.between(0.9, 1.1),
          dotPitchMm: random.between(0.06, 0.12),
          grain: random.between(0, 0.006),
          gloss: random.chance(0.5) ? random.between(0.02, 0.3) : 0,
        },
        camera,
        random,
      ),
  },
  'screen-phone': {
    faceMm: [40, 62],
    build: (placed, camera, random) =>
      screenScene(
        placed,
        { ...anyScreen(random, 0.05, 0.07), bezelMm: random.between(2, 8) },
        camera,
        random,
      ),
  },
  'screen-tablet': {
    faceMm: [80, 130],
    build: (placed, camera, random) =>
      screenScene(
        placed,
        { ...anyScreen(random, 0.09, 0.13), bezelMm: random.between(5, 20) },
        camera,
        random,
      ),
  },
  'screen-monitor': {
    faceMm: [140, 200],
    build: (placed, camera, random) => screenScene(placed, anyScreen(random, 0.23, 0.32), camera, random),
  },
};

function anyScreen(random: Random, leastPitchMm: number, mostPitchMm: number) {
  return {
    pixelPitchMm: random.between(leastPitchMm, mostPitchMm),
    gamma: random.between(0.9, 1.15),
    red: random.between(0.85, 1),
    blue: random.between(1, 1.2),
    blackLight: random.between(0.004, 0.04),
    gloss: random.chance(0.6) ? random.between(0.02, 0.25) : 0,
  };
}

/** A picture of the person, or of an attack with the person's picture, by a camera like any other. */
export async function present(species: Species, picture: Picture, seed: string): Promise<Buffer> {
  const random = randomOf(`${species}/${seed}`);
  const { faceMm, build } = INSTRUMENTS[species];
  const face = random.between(...faceMm);
  const placed = { picture, widthMm: face / FACE_SHARE };
  const facePx = 90 * (180 / 90) ** random.between(0, 1);
  // Where the picture is all there is, the camera must not see beyond it.
  const field = hasRim(species) ? random.between(0.85, 1.3) : random.between(0.75, 0.92);
  const camera = anyCamera(random, Math.round((facePx / FACE_SHARE) * field));
  const reach = hasRim(species) ? 0.08 : 0.03;
  const tilt = () => (species === 'bona-fide' ? 0 : 0.12 * (random.normal() / camera.sizePx));
  const view: View = {
    mmPerPx: face / facePx,
    rollRadians: random.between(-0.06, 0.06),
    tiltX: tilt(),
    tiltY: tilt(),
    shiftXMm: random.between(-reach, reach) * placed.widthMm,
    shiftYMm: random.between(-reach, reach) * placed.widthMm,
  };
  return photograph(build(placed, camera, random), view, camera, random);
}

function hasRim(species: Species): boolean {
  return species === 'print-office-paper' || species === 'screen-phone' || species === 'screen-tablet';
}
