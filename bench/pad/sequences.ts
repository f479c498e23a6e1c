import type { Point } from '@portero/biometrics';
import { anyCamera, photograph } from './camera.ts';
import { turnHead } from './depth-warp.ts';
import { type PlacedPicture, printScene, screenScene, worldScene } from './media.ts';
import type { Picture } from './picture.ts';
import { randomOf } from './random.ts';
import { type Sway, swayingView } from './swaying-view.ts';

/** A few frames of one track. */
export const SEQUENCE_SPECIES = [
  'bona-fide-turning',
  'bona-fide-still',
  'print-waved',
  'screen-video',
] as const;
export type SequenceSpecies = (typeof SEQUENCE_SPECIES)[number];

export const SEQUENCE_FRAMES = 5;

const FRAME_PX = 230;
const WIDTH_MM = 400;
const SWAY: Sway = { distance: 0.03, rollRadians: 0.03, shiftMm: 5 };

/**
 * One frame of a sequence, as a JPEG.
 * - `bona-fide-turning`: a head turns from one side to the other; `bona-fide-still`: it only sways;
 * - `print-waved`: a sheet is turned and tilted before the camera;
 * - `screen-video`: a tablet plays the turning head.
 *
 * @param landmarks of the picture itself
 */
export async function sequenceFrame(
  species: SequenceSpecies,
  picture: Picture,
  landmarks: readonly Point[],
  frame: number,
  seed: string,
): Promise<Buffer> {
  // The hand, the camera and the medium are of the sequence; noise and sway are of the frame.
  const held = randomOf(`${species}/${seed}`);
  const swaying = randomOf(`${species}/${seed}/${frame}`);
  const camera = anyCamera(held, FRAME_PX);
  const mostTurn = held.between(12, 22) * (held.chance(0.5) ? 1 : -1);
  const mostWave = held.between(0.3, 0.7) * (held.chance(0.5) ? 1 : -1);
  const phase = (2 * frame) / (SEQUENCE_FRAMES - 1) - 1;
  const turns = species === 'bona-fide-turning' || species === 'screen-video';
  const shown = turns ? turnHead(picture, landmarks, mostTurn * phase) : picture;
  const placed: PlacedPicture = { picture: shown, widthMm: WIDTH_MM };
  const framing = { widthMm: WIDTH_MM, framePx: FRAME_PX };
  const view = swayingView(swaying, species === 'print-waved' ? mostWave * phase : 0, framing, SWAY);
  if (species === 'print-waved') {
    const paper = {
      ink: 0.03,
      paper: 0.85,
      saturation: 0.85,
      dotGain: 1,
      dotPitchMm: 0.2,
      grain: 0.01,
      gloss: 0,
    };
    return photograph(printScene(placed, paper, camera, held), view, camera, swaying);
  }
  if (species === 'screen-video') {
    const screen = { pixelPitchMm: 0.25, gamma: 1.05, red: 0.95, blue: 1.08, blackLight: 0.015, gloss: 0.05 };
    return photograph(screenScene(placed, screen, camera, held), view, camera, swaying);
  }
  return photograph(worldScene(placed), view, camera, swaying);
}
