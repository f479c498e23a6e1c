import { type Calibration, fmrAt, fnmrAt, type Histogram } from '@portero/biometrics';
import type { DistanceHistograms } from '../evaluation-report-data.ts';
import { distance, percent, whole } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { chart, type Plot, path } from './frame.ts';
import { linearScale, logScale } from './scale.ts';

interface HistogramChart {
  id: string;
  distances: DistanceHistograms;
  /** What the two kinds are, such as "the own person of a mated probe". */
  mated: string;
  nonMated: string;
  thresholdL2?: number;
}

/** Both kinds of distances as shares of their kind, so that few mated ones are as visible as many non-mated. */
export function histogramChart({ id, distances, mated, nonMated, thresholdL2 }: HistogramChart): Markup {
  const highest = Math.max(...[distances.mated, distances.nonMated].flatMap(shares));
  const beyond = distances.mated.above + distances.nonMated.above;
  return chart({
    id,
    title: 'Distances',
    description:
      `Share of each kind in every bin: ${whole(distances.mated.total)} distances to ${mated}, ` +
      `${whole(distances.nonMated.total)} to ${nonMated}. ` +
      (thresholdL2 === undefined ? '' : `The upright line is the threshold, ${distance(thresholdL2)}. `) +
      (beyond > 0 ? `${whole(beyond)} lie beyond the axis or are failures.` : ''),
    x: {
      scale: linearScale(distances.mated.from, distances.mated.to),
      label: 'distance (L2)',
      tick: String,
    },
    y: { scale: linearScale(0, highest * 1.05 || 1), label: 'share of the kind per bin', tick: percent },
    legend: [
      { mark: 'line first', text: mated },
      { mark: 'line second', text: nonMated },
    ],
    draw: (plot) => [
      area(distances.nonMated, 'second', plot),
      area(distances.mated, 'first', plot),
      thresholdL2 !== undefined &&
        html`<path class="threshold" d="M${plot.x(thresholdL2)} ${plot.top}V${plot.bottom}"/>`,
    ],
  });
}

function shares({ counts, total }: Histogram): number[] {
  return counts.map((count) => (total === 0 ? 0 : count / total));
}

function area(histogram: Histogram, mark: string, plot: Plot): Markup {
  const { from, to, counts } = histogram;
  const edge = (index: number) => plot.x(from + ((to - from) * index) / counts.length);
  const steps = shares(histogram).map((share, index) => `V${plot.y(share)}H${edge(index + 1)}`);
  return html`<path class="area line ${mark}" d="M${edge(0)} ${plot.bottom}${steps.join('')}V${plot.bottom}"/>`;
}

const SAMPLES = 200;

/** What a distance means: the two error rates of every threshold, and from where on the tail speaks. */
export function calibrationChart(calibration: Calibration): Markup {
  const { knots, measuredFrom } = calibration.nonMated;
  const from = Math.min(calibration.mated.knots.distancesL2[0]!, measuredFrom.distanceL2 - 0.3);
  const scale = linearScale(
    Math.max(0, Math.floor(from * 10) / 10),
    Math.ceil(knots.distancesL2.at(-1)! * 10) / 10,
  );
  const samples = Array.from(
    { length: SAMPLES + 1 },
    (_, index) => scale.from + ((scale.to - scale.from) * index) / SAMPLES,
  );
  const lowest = 1e-7;
  const line = (rateOf: (calibrated: Calibration, distanceL2: number) => number, plot: Plot) =>
    path(
      samples
        .map((each) => [each, rateOf(calibration, each)] as const)
        .filter(([, rate]) => rate >= lowest)
        .map(([each, rate]) => [plot.x(each), plot.y(rate)]),
    );
  return chart({
    id: 'calibration-chart',
    title: 'What a distance means',
    description:
      `Error rates of every threshold for one comparison. In the shaded range, below ${distance(measuredFrom.distanceL2)}, ` +
      'fewer than 30 false matches were counted, and the false-match rate is extrapolated by a fitted tail.',
    x: { scale, label: 'threshold (L2)', tick: String },
    y: { scale: logScale(lowest, 1), label: 'rate of one comparison', tick: percent },
    legend: [
      { mark: 'line first', text: 'FNMR: one person, rejected' },
      { mark: 'line second', text: 'FMR: two people, accepted' },
    ],
    draw: (plot) => [
      html`<path class="unmeasured" d="M${plot.left} ${plot.top}H${plot.x(measuredFrom.distanceL2)}V${plot.bottom}H${plot.left}Z"/>`,
      html`<path class="line first" d="${line(fnmrAt, plot)}"/>`,
      html`<path class="line second" d="${line(fmrAt, plot)}"/>`,
    ],
  });
}
