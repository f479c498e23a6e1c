import type { FaceMeasures } from './face-measures.ts';

/** How bright the eyes are next to the skin about them: 0.63 in the middle of LFW, more where there are no eyes. */
export function eyeBrightness({ regions }: FaceMeasures): number {
  const { leftEye, rightEye, leftCheek, rightCheek, noseBridge, forehead } = regions;
  const skin = [leftCheek, rightCheek, noseBridge, forehead]
    .map(({ luminance }) => luminance)
    .toSorted((a, b) => a - b);
  return (leftEye.luminance + rightEye.luminance) / (skin[1]! + skin[2]!);
}
