import { uprightness } from '@portero/biometrics';
import type { AnalyseOptions, EncoderPool, FrameAnalysis, ImageInput, Turn } from '@portero/encoder';
import type { Refusal } from './photo-refusal.ts';

/**
 * A face this upright is not turned to make sure: of LFW more than half, and none that stands on its head. The others
 * cost three more looks.
 */
const SURE = 1.05;

/** Another way up must be better by this: a head tilted by 45° is as upright either way. */
const LEAD = 0.04;

/** Less is a face only to a detector that is shown a wall often enough. */
const LEAST = 0.4;

/** Enough for whatever the slow detector finds to win. */
const FAST_DETECTOR_MALUS = 1;

const WAYS: readonly { turn: Turn; refusal: Refusal }[] = [
  {
    turn: 180,
    refusal: {
      reason: 'upside_down',
      what: 'the picture is upside down',
      fix: 'Turn it by 180° and save it so.',
    },
  },
  ...([90, 270] as const).map((turn) => ({
    turn,
    refusal: {
      reason: 'on_its_side' as const,
      what: 'the picture lies on its side',
      fix: `Turn it by 90° ${turn === 90 ? 'clockwise' : 'anticlockwise'} and save it so.`,
    },
  })),
];

/**
 * @param portrait how `upright` was looked for
 * @returns undefined for a picture that is upright, or in which no way up shows a face
 */
export async function howItLies(
  encoder: EncoderPool,
  image: ImageInput,
  upright: FrameAnalysis,
  portrait: AnalyseOptions,
): Promise<({ ok: false } & Refusal) | undefined> {
  const asItIs = uprightnessOf(upright);
  if (asItIs >= SURE) return undefined;
  let best: { uprightness: number; refusal?: Refusal } = { uprightness: asItIs + LEAD };
  for (const { turn, refusal } of WAYS) {
    const turned = uprightnessOf(await encoder.analyse(image, { ...portrait, encode: false, turn }));
    if (turned > best.uprightness) best = { uprightness: turned, refusal };
  }
  return best.refusal && { ok: false, ...best.refusal };
}

/**
 * What the slow detector finds counts more than what only the fast one does, whose scores mean another thing: of the
 * office, 96 × 96 pixels, it is as sure of some faces on their heads.
 */
function uprightnessOf({ faces: [face], detector }: FrameAnalysis): number {
  if (!face?.measures) return Number.NEGATIVE_INFINITY;
  const { detectionScore, box, measures } = face;
  const found = uprightness({ detectionScore, box, measures });
  if (found < LEAST) return Number.NEGATIVE_INFINITY;
  return found - (detector === 'ssd' ? 0 : FAST_DETECTOR_MALUS);
}
