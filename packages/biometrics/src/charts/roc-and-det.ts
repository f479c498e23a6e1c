import type { ErrorCurve, ErrorPoint } from '../error-curve.ts';
import { normalQuantile } from '../special-functions.ts';
import { CHART_POINTS, thinCurve } from './thin-curve.ts';

/** A point of the receiver operating characteristic: how many are let in rightly at how many wrongly. */
export interface RocPoint {
  threshold: number;
  fmr: number;
  /** True accept rate, 1 − FNMR. */
  tar: number;
}

/** A point of the detection error trade-off: one error against the other (ISO/IEC 19795-1). */
export interface DetPoint {
  threshold: number;
  fmr: number;
  fnmr: number;
}

/** The ROC at the points of {@link detPoints}: near TAR 1, where charts are zoomed in, as dense as near FMR 0. */
export function rocPoints(curve: ErrorCurve, maxPoints = CHART_POINTS): RocPoint[] {
  return detPoints(curve, maxPoints).map(({ threshold, fmr, fnmr }) => ({ threshold, fmr, tar: 1 - fnmr }));
}

/** The DET curve, thinned for a chart with two logarithmic axes, as evaluations by NIST draw it. */
export function detPoints(curve: ErrorCurve, maxPoints = CHART_POINTS): DetPoint[] {
  // No errors have no logarithm: they are drawn at half of one error, below all that can be counted.
  const place = ({ fmr, fnmr }: ErrorPoint) => ({
    x: Math.log10(Math.max(fmr, 0.5 / curve.nonMated)),
    y: Math.log10(Math.max(fnmr, 0.5 / curve.mated)),
  });
  return thinCurve(curve.points, place, maxPoints).map(({ threshold, fmr, fnmr }) => ({
    threshold,
    fmr,
    fnmr,
  }));
}

/**
 * Φ⁻¹(rate): the axis on which the DET curve of two normal distributions is a straight line.
 * @param rate in (0, 1); the ends are at infinity
 */
export function normalDeviate(rate: number): number {
  if (rate <= 0) return Number.NEGATIVE_INFINITY;
  if (rate >= 1) return Number.POSITIVE_INFINITY;
  return rate < 0.5 ? -normalQuantile(1 - rate) : normalQuantile(rate);
}
