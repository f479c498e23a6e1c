import type { Point } from '@portero/biometrics';
import { anyCamera, type Camera, photograph } from './camera.ts';
import { turnHead } from './depth-warp.ts';
import { type PlacedPicture, printScene, screenScene, worldScene } from './media.ts';
import type { Picture } from './picture.ts';
import { type Random, randomOf } from './random.ts';
import { type Sway, swayingView } from './swaying-view.ts';

/** What stands before the camera while a challenge runs. */
export const CHALLENGE_SPECIES = ['person', 'photograph', 'screen-video'] as const;
export type ChallengeSpecies = (typeof CHALLENGE_SPECIES)[number];

/** Degrees of yaw, to either side, that a turning head is rendered at. */
export const CHALLENGE_YAWS = [0, 10, 20, 30, 38] as const;

const FRAME_PX = 230;
const WIDTH_MM = 400;
/** Less than in `sequences.ts`: pictures of one challenge are a tenth of a second apart. */
const SWAY: Sway = { distance: 0.01, rollRadians: 0.02, shiftMm: 2 };
/** The waving of a photograph, in radians, at the moment when a head would be turned furthest. */
const MOST_WAVE = 0.6;

/**
 * One frame of somebody who answers a challenge, as a JPEG: `person` and `screen-video` (a tablet that plays one) turn the
 * head; a `photograph` is turned as a sheet by as much as goes.
 *
 * @param landmarks of the picture itself
 * @param take frames of one yaw differ by their noise and sway
 */
export async function challengeFrame(
  species: ChallengeSpecies,
  { picture, landmarks, seed }: { picture: Picture; landmarks: readonly Point[]; seed: string },
  yawDegrees: number,
  take: number,
): Promise<Buffer> {
  // The camera and the medium are of the attempt; noise and sway are of the frame.
  const held = randomOf(`challenge/${species}/${seed}`);
  const swaying = randomOf(`challenge/${species}/${seed}/${yawDegrees}/${take}`);
  const camera = anyCamera(held, FRAME_PX);
  const turned = species === 'photograph' ? picture : turnHead(picture, landmarks, yawDegrees);
  const placed: PlacedPicture = { picture: turned, widthMm: WIDTH_MM };
  const waveRadians = species === 'photograph' ? (MOST_WAVE * yawDegrees) / Math.max(...CHALLENGE_YAWS) : 0;
  const view = swayingView(swaying, waveRadians, { widthMm: WIDTH_MM, framePx: FRAME_PX }, SWAY);
  return photograph(sceneOf(species, placed, camera, held), view, camera, swaying);
}

function sceneOf(species: ChallengeSpecies, placed: PlacedPicture, camera: Camera, held: Random) {
  if (species === 'person') return worldScene(placed);
  if (species === 'photograph') {
    const tones = { ink: 0.03, paper: 0.85, saturation: 0.85, dotGain: 1 };
    return printScene(placed, { ...tones, dotPitchMm: 0.2, grain: 0.01, gloss: 0 }, camera, held);
  }
  const screen = { pixelPitchMm: 0.25, gamma: 1.05, red: 0.95, blue: 1.08, blackLight: 0.015, gloss: 0.05 };
  return screenScene(placed, screen, camera, held);
}
