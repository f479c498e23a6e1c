import type { IdentificationReport, VerificationReport } from '@portero/biometrics';
import { distance, percent } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { chart, type Plot, path } from './frame.ts';
import { deviateScale, logScale, roundDown, roundUp } from './scale.ts';

/** FNIR against FPIR on logarithmic axes, as NIST draws it, with the operating points and their intervals. */
export function identificationTradeOff({
  det,
  operatingPoints,
  strangers,
  mated,
}: IdentificationReport): Markup {
  const points = det.map(({ fpir, fnir }) => ({ x: fpir, y: fnir }));
  const drawn = fromFirstError(points);
  const rates = drawn.map(({ y }) => y);
  const lowest = roundDown(Math.max(Math.min(1, ...rates.filter((rate) => rate > 0)) / 1.5, 0.5 / mated));
  const scaleX = logScale(roundDown(0.5 / strangers), 1);
  // At least a decade, also when nobody is missed at all.
  const highest = Math.max(lowest, ...rates, ...operatingPoints.map(({ fnir }) => fnir.interval.upper));
  const scaleY = logScale(lowest, Math.max(roundUp(highest), lowest * 10));
  return chart({
    id: 'identification-det',
    title: 'Misses against false positives (DET)',
    description:
      'Each point of the line is a threshold: to the left fewer strangers are taken for somebody (FPIR), to the bottom ' +
      'fewer enrolled people are missed (FNIR). Dots are the operating points of the table, bars their 95 % intervals.',
    x: { scale: scaleX, label: 'FPIR: strangers taken for somebody', tick: percent },
    y: { scale: scaleY, label: 'FNIR: enrolled people missed', tick: percent },
    draw: (plot) => [
      html`<path class="line first" d="${line(drawn, plot)}"/>`,
      operatingPoints.map(({ fpir, fnir, thresholdL2 }) => {
        const x = plot.x(fpir.rate);
        const y = plot.y(fnir.rate);
        return html`<path class="bar" d="M${x} ${plot.y(fnir.interval.lower)}V${plot.y(fnir.interval.upper)}"/>
<circle class="dot" cx="${x}" cy="${y}" r="4.5"><title>FNIR ${percent(fnir.rate)} at FPIR ${percent(fpir.rate)}, threshold ${distance(thresholdL2)}</title></circle>
`;
      }),
    ],
  });
}

/** FNMR against FMR on axes of normal deviates. */
export function verificationTradeOff({
  det,
  eer,
  mated,
  nonMated,
}: Pick<VerificationReport, 'det' | 'eer' | 'mated' | 'nonMated'>): Markup {
  const points = fromFirstError(det.map(({ fmr, fnmr }) => ({ x: fmr, y: fnmr }))).filter(
    ({ x }) => x <= 0.5,
  );
  return chart({
    id: 'verification-det',
    title: 'False non-matches against false matches (DET)',
    description:
      'Pairs of one person that are rejected (FNMR) against pairs of two people that are accepted (FMR), on axes of ' +
      'normal deviates. The dot is the equal error rate.',
    x: {
      scale: deviateScale(0.5 / nonMated, 0.5),
      label: 'FMR: pairs of two people accepted',
      tick: percent,
    },
    y: { scale: deviateScale(0.5 / mated, 0.5), label: 'FNMR: pairs of one person rejected', tick: percent },
    draw: (plot) => [
      html`<path class="line first" d="${line(points, plot)}"/>`,
      html`<circle class="dot" cx="${plot.x(eer)}" cy="${plot.y(eer)}" r="4.5"><title>Equal error rate ${percent(eer)}</title></circle>`,
    ],
  });
}

/** TAR against FMR; the axis of FMR is logarithmic, for a door lives at its left end. */
export function rocChart({
  roc,
  auc,
  nonMated,
}: Pick<VerificationReport, 'roc' | 'auc' | 'nonMated'>): Markup {
  const points = fromFirstError(roc.map(({ fmr, tar }) => ({ x: fmr, y: tar })));
  // Nothing is to be seen of a good encoder on an axis that begins at 0.
  const from = Math.max(0, Math.floor(Math.min(...points.map(({ y }) => y)) * 20 - 1e-9) / 20);
  return chart({
    id: 'verification-roc',
    title: 'True accepts against false matches (ROC)',
    description: `Pairs of one person that are accepted against pairs of two people that are. The area under the curve is ${auc.toFixed(5)}, measured on a linear axis.`,
    x: {
      scale: logScale(roundDown(0.5 / nonMated), 1),
      label: 'FMR: pairs of two people accepted',
      tick: percent,
    },
    y: { scale: rateScale(from), label: 'TAR: pairs of one person accepted', tick: percent },
    draw: (plot) => html`<path class="line first" d="${line(points, plot)}"/>`,
  });
}

function rateScale(from: number) {
  const step = (1 - from) / 5;
  const ticks = Array.from({ length: 6 }, (_, index) => from + index * step);
  const place = (value: number) => (Math.min(Math.max(value, from), 1) - from) / (1 - from || 1);
  return { from, to: 1, ticks, place };
}

interface Place {
  x: number;
  y: number;
}

/** Points are in order of the threshold; of those without a false match only the last, the best, is of interest. */
function fromFirstError(points: readonly Place[]): readonly Place[] {
  const first = points.findIndex(({ x }) => x > 0);
  return first <= 0 ? points : points.slice(first - 1);
}

function line(points: readonly Place[], plot: Plot): string {
  return path(points.map(({ x, y }) => [plot.x(x), plot.y(y)]));
}
