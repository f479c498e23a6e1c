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

/** The ROC, thinned for a chart whose axis of FMR is logarithmic and whose axis of TAR is not. */
export function rocPoints(curve: ErrorCurve, maxPoints = CHART_POINTS): RocPoint[] {
  const x = logarithm(curve.nonMated);
  return thinCurve(curve.points, ({ fmr, fnmr }) => ({ x: x(fmr), y: 1 - fnmr }), maxPoints).map(
    ({ threshold, fmr, fnmr }) => ({ threshold, fmr, tar: 1 - fnmr }),
  );
}

/** The DET curve, thinned for a chart with two logarithmic axes, as evaluations by NIST draw it. */
export function detPoints(curve: ErrorCurve, maxPoints = CHART_POINTS): DetPoint[] {
  const x = logarithm(curve.nonMated);
  const y = logarithm(curve.mated);
  const place = ({ fmr, fnmr }: ErrorPoint) => ({ x: x(fmr), y: y(fnmr) });
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

/** No errors have no logarithm: they are drawn at half of one error, below all that can be counted. */
function logarithm(trials: number): (rate: number) => number {
  return (rate) => Math.log10(Math.max(rate, 0.5 / trials));
}
