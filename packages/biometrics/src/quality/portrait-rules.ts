import { eyeBrightness } from './eye-brightness.ts';
import type { FaceMeasures } from './face-measures.ts';
import type { PortraitComponent, PortraitDefect, PortraitFacts } from './portrait-quality.ts';

/** How one component is judged. Better is towards `good`, whichever of the two is larger. */
export interface PortraitRule {
  readonly component: PortraitComponent;
  value(facts: PortraitFacts): number;
  /** Where the score is 0 and 1. */
  readonly useless: number;
  readonly good: number;
  /** Twice the value is one step, instead of so much more. */
  readonly byRatio?: boolean;
  /** Worse than this is not enrolled. Absent: never for this reason. */
  readonly refuse?: number;
  /** Worse than this is remarked upon. */
  readonly remark: number;
  defect(facts: PortraitFacts): PortraitDefect;
}

/** What the landmarks give for a face that looks straight ahead: the median over portraits of LFW. */
const STRAIGHT_PITCH_DEGREES = 10;

const pitchOf = ({ pose }: PortraitFacts) => pose.pitchDegrees - STRAIGHT_PITCH_DEGREES;

/**
 * The limits were chosen on portraits of `lfw-view1` and of the notebook's office (96 × 96 pixels, which must pass), and
 * on copies of LFW that were blurred, darkened, turned, and painted over with masks and dark glasses. Drift is how far
 * such a copy's template is from the original's; two photographs of one person are about 0.6 apart.
 */
export const PORTRAIT_RULES: readonly PortraitRule[] = [
  // The least in the office is 14, in LFW 33.
  {
    component: 'size',
    value: ({ measures }) => measures.interEyePx,
    ...{ useless: 8, good: 36, refuse: 12, remark: 20 },
    defect: () => 'face_too_small',
  },
  // LFW 0.28 to 1.4, office from 0.10. Blurred by 2 pixels 0.18 (drift 0.35), by 4 pixels 0.05 (drift 1.0).
  {
    component: 'sharpness',
    value: ({ measures }) => measures.sharpness,
    ...{ useless: 0.03, good: 0.4, byRatio: true, refuse: 0.075, remark: 0.15 },
    defect: () => 'blurred',
  },
  {
    component: 'yaw',
    value: ({ pose }) => Math.abs(pose.yawDegrees),
    ...{ useless: 60, good: 15, refuse: 45, remark: 28 },
    defect: () => 'turned_aside',
  },
  {
    component: 'pitch',
    value: (facts) => Math.abs(pitchOf(facts)),
    ...{ useless: 50, good: 15, refuse: 40, remark: 25 },
    defect: (facts) => (pitchOf(facts) > 0 ? 'looking_up' : 'looking_down'),
  },
  // Alignment takes the tilt out: one of the samples, at 44°, is recognised. Beyond 60° it is the picture that lies.
  {
    component: 'roll',
    value: ({ pose }) => Math.abs(pose.rollDegrees),
    ...{ useless: 75, good: 20, refuse: 60, remark: 25 },
    defect: () => 'tilted',
  },
  // A quarter of the light (mean 32) is a drift of 0.33, a tenth (12) of 0.65.
  {
    component: 'brightness',
    value: ({ measures }) => Math.abs(measures.luminanceMean - 130),
    ...{ useless: 125, good: 70, refuse: 105, remark: 90 },
    defect: ({ measures }) => (measures.luminanceMean < 130 ? 'too_dark' : 'too_bright'),
  },
  {
    component: 'contrast',
    value: ({ measures }) => measures.luminanceDeviation,
    ...{ useless: 2, good: 20, refuse: 7, remark: 12 },
    defect: () => 'low_contrast',
  },
  {
    component: 'clipping',
    value: ({ measures }) => measures.underexposedShare + measures.overexposedShare,
    ...{ useless: 0.9, good: 0.2, refuse: 0.7, remark: 0.35 },
    defect: () => 'clipped',
  },
  // Office from 0.21. A half that is covered by one colour is at 0.3 (0.2 to 0.6): told from side light only by chance.
  {
    component: 'uniformity',
    value: ({ measures }) => measures.illuminationUniformity,
    ...{ useless: 0.05, good: 0.4, refuse: 0.12, remark: 0.3 },
    defect: () => 'uneven_light',
  },
  {
    component: 'framing',
    value: ({ measures }) => measures.insideShare,
    ...{ useless: 0.5, good: 0.95, refuse: 0.75, remark: 0.9 },
    defect: () => 'cut_off',
  },
  // Root mean square of the five points from an average face; 1 % of LFW is beyond 8.
  {
    component: 'likeness',
    value: ({ measures }) => measures.alignmentResidualPx,
    ...{ useless: 16, good: 6, refuse: 11, remark: 8 },
    defect: () => 'unlike_a_face',
  },
  // Eyes are 0.63 as bright as the skin about them (95 % from 0.4); behind painted dark glasses 0.1 (95 % to 0.25).
  {
    component: 'eyes',
    value: ({ measures }) => eyeBrightness(measures),
    ...{ useless: 0.1, good: 0.45, refuse: 0.24, remark: 0.34 },
    defect: () => 'eyes_covered',
  },
  // By the colour of lips and chin away from that of the nose, LFW has 0.4 (95 % to 0.9, at most 1.2), painted masks 2.
  {
    component: 'mouth',
    value: ({ measures }) => mouthDifference(measures),
    ...{ useless: 2, good: 0.8, refuse: 1.4, remark: 1.1 },
    defect: () => 'mouth_covered',
  },
];

/** Where the mouth and the chin of everybody lie below 1: by colour, and by how much the mouth stands out. */
function mouthDifference({ regions: { mouth, chin, noseBridge } }: FaceMeasures): number {
  const colour = Math.min(
    Math.hypot(mouth.cb - noseBridge.cb, mouth.cr - noseBridge.cr),
    Math.hypot(chin.cb - noseBridge.cb, chin.cr - noseBridge.cr),
  );
  const relief = mouth.deviation / Math.max(1, mouth.luminance);
  // A mouth varies by at least 0.07 of its brightness, in the blurred ones of the office; what is flat has none.
  return Math.max(colour / 22, Math.min(2, 0.04 / Math.max(1e-3, relief)));
}
