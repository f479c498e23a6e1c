import { histogramChart } from './charts/distance-chart.ts';
import { rocChart, verificationTradeOff } from './charts/trade-off-chart.ts';
import type { VerificationSection } from './evaluation-report-data.ts';
import { distance, estimateInWords, percent, whole } from './format.ts';
import { headline } from './headline.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

export function verificationSection({ report, distances }: VerificationSection): Markup {
  const { pairs, mated, nonMated, failures, accuracy, accuracyStandardError, threshold } = report;
  return html`<section id="verification" aria-labelledby="verification-title">
<h2 id="verification-title">Verification: is it the person of this template?</h2>
<p>${whole(pairs)} pairs of pictures, ${whole(mated)} of one person and ${whole(nonMated)} of two. In
${whole(failures)} pairs a picture had no usable face; they count as rejected.</p>
${headline([
  {
    name: 'Accuracy',
    value: percent(accuracy),
    note: `± ${percent(accuracyStandardError)} standard error over the folds`,
  },
  ...report.operatingPoints.map(({ targetFmr, tar, tarInterval }) => ({
    name: `TAR at FAR ${percent(targetFmr)}`,
    value: percent(tar),
    note: `${percent(tarInterval.lower)} to ${percent(tarInterval.upper)}`,
  })),
  {
    name: 'Equal error rate',
    value: percent(report.eer),
    note: `area under the ROC ${report.auc.toFixed(5)}`,
  },
])}
${table({
  caption:
    `Operating points; the threshold of greatest accuracy on all pairs is ${distance(threshold)}. In brackets: counts ` +
    'and 95 % intervals after Clopper and Pearson; for a count of 0 the rule of three.',
  headers: ['FMR at most', 'threshold (L2)', 'FMR measured', 'FNMR'],
  rows: report.operatingPoints.map((point) => [
    `${percent(point.targetFmr)}${point.resolved ? '' : ' (too few pairs to show it)'}`,
    distance(point.threshold),
    estimateInWords(point.fmrEstimate),
    estimateInWords(point.fnmrEstimate),
  ]),
})}
<div class="charts">
${rocChart(report)}
${verificationTradeOff(report)}
${
  distances &&
  histogramChart({
    id: 'verification-distances',
    distances,
    mated: 'another picture of one person',
    nonMated: 'a picture of another person',
    thresholdL2: threshold,
  })
}
</div>
</section>`;
}
