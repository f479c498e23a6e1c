import type { EncoderPool, FrameAnalysis, ImageInput, Turn } from '@portero/encoder';
import type { Refusal } from './photo-refusal.ts';

/**
 * The detectors find most faces that stand on their heads, and the landmarks then make something of them that no door
 * would recognise. Of LFW, upright faces have a score from 0.8 and a residual of about 3; turned by 180 degrees they are
 * missed or have 0.5 to 0.9 and about 6. A face beyond either of these is looked at the other way up.
 */
const SURE = { score: 0.95, residualPx: 5 };

/** On its side a face is missed nine times of ten, else it has about 0.55: below this all ways up are tried. */
const WEAK_SCORE = 0.75;

/** Less than this is a face only to a detector that is shown a wall often enough. */
const LEAST_PLAUSIBILITY = 0.5;

/** What a residual, in 112ths of a face, takes off the score, so that both say together how like a face it is. */
const RESIDUAL_WEIGHT = 1 / 20;

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

/** @returns undefined for a picture that is upright, or in which no way up shows a face */
export async function howItLies(
  encoder: EncoderPool,
  image: ImageInput,
  upright: FrameAnalysis,
): Promise<({ ok: false } & Refusal) | undefined> {
  const [face] = upright.faces;
  const residualPx = face?.measures?.alignmentResidualPx ?? Number.POSITIVE_INFINITY;
  if (face && face.detectionScore >= SURE.score && residualPx <= SURE.residualPx) return undefined;
  let best: { plausibility: number; refusal?: Refusal } = {
    plausibility: Math.max(LEAST_PLAUSIBILITY, plausibilityOf(upright)),
  };
  const isWeak = !face || face.detectionScore < WEAK_SCORE;
  for (const { turn, refusal } of isWeak ? WAYS : WAYS.slice(0, 1)) {
    const turned = await encoder.analyse(image, { thorough: 'always', measure: true, encode: false, turn });
    const plausibility = plausibilityOf(turned);
    if (plausibility > best.plausibility) best = { plausibility, refusal };
  }
  return best.refusal && { ok: false, ...best.refusal };
}

function plausibilityOf({ faces: [face] }: FrameAnalysis): number {
  if (!face?.measures) return Number.NEGATIVE_INFINITY;
  return face.detectionScore - RESIDUAL_WEIGHT * face.measures.alignmentResidualPx;
}
