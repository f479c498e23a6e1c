import { BiometricsError } from '../biometrics-error.ts';

/** Where a point stands on the chart's axes (after a logarithm, if the axis has one); both finite. */
export interface ChartPlace {
  x: number;
  y: number;
}

/** More points than this cannot be told apart on a chart as wide as a page. */
export const CHART_POINTS = 300;

/**
 * At most `maxPoints` points of a curve, chosen evenly along the line as it will be drawn, with both ends. A long curve
 * of a million comparisons becomes a drawing of a few kilobytes.
 *
 * Each axis counts as long as the curve is on it. A point that is left out lies less than 1 / (maxPoints − 2) of the
 * curve's drawn length behind one that is kept, so nothing that can be seen is lost.
 *
 * @param maxPoints at least 3 @defaultValue 300
 * @throws {BiometricsError} ARGUMENT_INVALID for fewer than 3 points or a place that is not finite
 */
export function thinCurve<Point>(
  points: readonly Point[],
  placeOf: (point: Point) => ChartPlace,
  maxPoints = CHART_POINTS,
): Point[] {
  if (!(maxPoints >= 3)) {
    throw new BiometricsError(
      'ARGUMENT_INVALID',
      `A curve is thinned to 3 points or more, not ${maxPoints}.`,
    );
  }
  if (points.length <= maxPoints) return [...points];
  const travelled = drawnLengths(points.map(placeOf));
  const step = travelled.at(-1)! / (maxPoints - 2);
  const last = points.length - 1;
  let kept = 0;
  return points.filter((_, index) => {
    if (index === 0 || index === last) return true;
    // Strictly further, so that a curve that never moves keeps its two ends only.
    if (!(travelled[index]! > travelled[kept]! && travelled[index]! - travelled[kept]! >= step)) return false;
    kept = index;
    return true;
  });
}

/** Length of the curve up to each point, |Δx| + |Δy|, each axis in units of the curve's extent on it. */
function drawnLengths(places: readonly ChartPlace[]): Float64Array {
  const width = extent(places, ({ x }) => x);
  const height = extent(places, ({ y }) => y);
  const lengths = new Float64Array(places.length);
  for (let index = 1; index < places.length; index++) {
    const from = places[index - 1]!;
    const to = places[index]!;
    lengths[index] = lengths[index - 1]! + Math.abs(to.x - from.x) / width + Math.abs(to.y - from.y) / height;
  }
  return lengths;
}

function extent(places: readonly ChartPlace[], read: (place: ChartPlace) => number): number {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const place of places) {
    const value = read(place);
    if (!Number.isFinite(value)) {
      throw new BiometricsError('ARGUMENT_INVALID', 'A chart has no place for a value that is not finite.');
    }
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return highest > lowest ? highest - lowest : 1;
}
