import type { View } from './camera.ts';
import type { Random } from './random.ts';

/** How much whatever is before the camera moves from frame to frame. */
export interface Sway {
  /** Of the distance, to either side of 1. */
  readonly distance: number;
  /** Standard deviations. */
  readonly rollRadians: number;
  readonly shiftMm: number;
}

export interface Framing {
  /** Of the picture that is shown. */
  readonly widthMm: number;
  readonly framePx: number;
}

/** @param waveRadians by how much a sheet is turned about its upright axis, and a little about the other */
export function swayingView(
  random: Random,
  waveRadians: number,
  { widthMm, framePx }: Framing,
  { distance, rollRadians, shiftMm }: Sway,
): View {
  return {
    mmPerPx: ((widthMm * 0.85) / framePx) * random.between(1 - distance, 1 + distance),
    rollRadians: rollRadians * random.normal(),
    // A sheet of 40 cm at 80 cm: its near edge looks larger by about half the sine of the angle.
    tiltX: (0.5 * Math.sin(waveRadians)) / framePx,
    tiltY: (0.2 * Math.sin(waveRadians)) / framePx,
    squeezeX: Math.cos(waveRadians),
    squeezeY: Math.cos(0.4 * waveRadians),
    shiftXMm: shiftMm * random.normal(),
    shiftYMm: shiftMm * random.normal(),
  };
}
