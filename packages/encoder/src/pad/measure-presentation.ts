import { colourMeasures } from './colour-measures.ts';
import { depthMeasures } from './depth-measures.ts';
import { edgeMeasures } from './edge-measures.ts';
import { facePatch, greyOf, nativeFacePatch } from './face-patches.ts';
import type { PadInput, PadMeasures } from './pad-analyser.ts';
import { patternMeasures } from './pattern-measures.ts';
import { spectrumMeasures } from './spectrum-measures.ts';

const SURROUNDINGS = { around: 3, size: 96 };
const COLOUR = { around: 2, size: 64 };

/** @returns undefined when the face is too small, outside the frame, or gives a number that is not finite */
export function measurePresentation({ frame, box }: PadInput): PadMeasures | undefined {
  const native = nativeFacePatch(frame, box);
  if (!native) return undefined;
  const surroundings = greyOf(facePatch(frame, box, SURROUNDINGS.around, SURROUNDINGS.size));
  const measures: PadMeasures = {
    ...spectrumMeasures(native),
    ...patternMeasures(native),
    ...colourMeasures(facePatch(frame, box, COLOUR.around, COLOUR.size)),
    ...edgeMeasures(surroundings),
    ...depthMeasures(surroundings),
  };
  return Object.values(measures).every(Number.isFinite) ? measures : undefined;
}
