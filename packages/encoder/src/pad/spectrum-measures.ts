import type { GreySquare } from './face-patches.ts';
import { powerSpectrum } from './fourier.ts';
import type { PadMeasures } from './pad-analyser.ts';

/** Cycles a pixel. Below, faces have structure of their own; above, there is only the corner of the spectrum. */
const PEAK_BAND = { low: 0.1, high: 0.48 };
const MIDDLING_BAND = { low: 0.06, high: 0.12 };
const FINE_BAND = { low: 0.25, high: 0.5 };
/** Peaks that count, so that a single odd bin does not. */
const PEAKS = 4;
/** The grid of JPEG's 8 × 8 blocks puts its own peaks at multiples of this, on the axes. */
const JPEG_FREQUENCY = 1 / 8;

/** Periodic structure, and how much fine detail is left, of the face in its own pixels. */
export function spectrumMeasures({
  values,
  size,
}: GreySquare): Pick<PadMeasures, 'spectralPeak' | 'fineDetail'> {
  const power = powerSpectrum(values, size);
  const at = (u: number, v: number) => power[((v + size) % size) * size + ((u + size) % size)]!;
  const sums = { middling: 0, fine: 0 };
  const peaks: number[] = [];
  const half = size / 2;
  // Half of the plane: the other half mirrors it.
  for (let v = 0; v < half; v++) {
    for (let u = -half + 1; u < half; u++) {
      const radius = Math.hypot(u, v) / size;
      if (radius >= MIDDLING_BAND.low && radius < MIDDLING_BAND.high) sums.middling += at(u, v);
      if (radius >= FINE_BAND.low && radius < FINE_BAND.high) sums.fine += at(u, v);
      if (radius < PEAK_BAND.low || radius >= PEAK_BAND.high || isJpegGrid(u, v, size)) continue;
      keepLargest(peaks, at(u, v) / (surroundings(at, u, v) + Number.MIN_VALUE));
    }
  }
  const meanPeak = peaks.reduce((sum, peak) => sum + peak, 0) / peaks.length;
  return {
    spectralPeak: Math.log10(meanPeak + 1e-3),
    fineDetail: Math.log10((sums.fine + 1) / (sums.middling + 1)),
  };
}

/** Mean power of the ring of 16 bins two away: a window's main lobe is narrower than that. */
function surroundings(at: (u: number, v: number) => number, u: number, v: number): number {
  let sum = 0;
  for (let step = -2; step <= 2; step++) {
    sum += at(u + step, v - 2) + at(u + step, v + 2);
    if (Math.abs(step) < 2) sum += at(u - 2, v + step) + at(u + 2, v + step);
  }
  return sum / 16;
}

function isJpegGrid(u: number, v: number, size: number): boolean {
  const step = size * JPEG_FREQUENCY;
  const near = (n: number) => Math.abs(n - Math.round(n / step) * step) <= 1;
  return (Math.abs(u) <= 1 && near(v)) || (Math.abs(v) <= 1 && near(u));
}

function keepLargest(peaks: number[], value: number): void {
  if (peaks.length === PEAKS && value <= peaks[PEAKS - 1]!) return;
  peaks.push(value);
  peaks.sort((a, b) => b - a);
  peaks.length = Math.min(peaks.length, PEAKS);
}
