import type { GroupRates, IdentificationReport, TargetedIdentificationPoint } from '@portero/biometrics';
import { histogramChart } from './charts/distance-chart.ts';
import { growthChart } from './charts/growth-chart.ts';
import { identificationTradeOff } from './charts/trade-off-chart.ts';
import { falseMatchCases, missCases } from './error-cases.ts';
import type { GroupTable, IdentificationSection } from './evaluation-report-data.ts';
import { distance, estimateInWords, percent, whole } from './format.ts';
import { headline } from './headline.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

export function identificationSection({
  report,
  distances,
  groups = [],
  pictures,
}: IdentificationSection): Markup {
  const { errors } = report;
  return html`<section id="identification" aria-labelledby="identification-title">
<h2 id="identification-title">Identification: who is it, among ${whole(report.enrolled)} people, if anybody?</h2>
<p>${whole(report.enrolled)} people were enrolled with ${whole(report.templates)} templates. ${whole(report.mated)} other
pictures of them and pictures of ${whole(report.strangers)} strangers were searched. A picture of an enrolled person is
missed unless that person is nearest and below the threshold; failures to find a usable face are misses
(${whole(report.failuresToAcquire.mated)}) and, for strangers, right rejections (${whole(report.failuresToAcquire.strangers)}).</p>
${headline(headlines(report))}
${operatingPointTable(report)}
<div class="charts">
${identificationTradeOff(report)}
${growthChart(report)}
${
  distances &&
  histogramChart({
    id: 'identification-distances',
    distances,
    mated: 'the own person of a mated probe',
    nonMated: 'the person nearest to a stranger',
    thresholdL2: errors.thresholdL2,
  })
}
</div>
${marginTable(report)}
${rankTable(report)}
${groups.map(groupTable)}
<h3>Worst false matches</h3>
<p class="muted">At the threshold ${distance(errors.thresholdL2)}, chosen for FPIR ${percent(errors.targetFpir)}: ${whole(errors.falseMatches.length)} in all, the nearest first.</p>
${falseMatchCases(errors.falseMatches, pictures)}
<h3>Worst misses</h3>
<p class="muted">At the same threshold: ${whole(errors.misses.length)} in all, the furthest from their own templates first.</p>
${missCases(errors.misses, pictures)}
</section>`;
}

function headlines({ operatingPoints, ranks }: IdentificationReport) {
  const points = operatingPoints.map(({ targetFpir, fnir }) => ({
    name: `FNIR at FPIR ${percent(targetFpir)}`,
    value: percent(fnir.rate),
    note: `${percent(fnir.interval.lower)} to ${percent(fnir.interval.upper)}`,
  }));
  const first = ranks[0];
  if (first === undefined) return points;
  const { rate, interval } = first.identified;
  const note = `${percent(interval.lower)} to ${percent(interval.upper)}`;
  return [{ name: `Rank ${first.rank}, any distance`, value: percent(rate), note }, ...points];
}

function operatingPointTable({ operatingPoints, marginL2 }: IdentificationReport): Markup {
  return table({
    caption:
      `Operating points with a margin of ${distance(marginL2)} to the second person. In brackets: counts and 95 % ` +
      'intervals after Clopper and Pearson; for a count of 0 the rule of three.',
    headers: ['FPIR at most', 'threshold (L2)', 'FPIR measured', 'FNIR', 'of the misses, taken for another'],
    rows: operatingPoints.map(({ targetFpir, thresholdL2, fpir, fnir, misidentified, resolved }) => [
      `${percent(targetFpir)}${resolved ? '' : ' (too few strangers to show it)'}`,
      distance(thresholdL2),
      estimateInWords(fpir),
      estimateInWords(fnir),
      estimateInWords(misidentified),
    ]),
  });
}

function marginTable({ margins }: IdentificationReport): Markup | undefined {
  const [first] = margins;
  if (first === undefined) return undefined;
  const cell = ({ fnir, thresholdL2, misidentified }: TargetedIdentificationPoint) =>
    `${percent(fnir.rate)} at ${thresholdL2.toFixed(3)}; ${whole(misidentified.count)}`;
  return table({
    caption:
      'FNIR with a margin to the second person, at the threshold that then gives the FPIR; after it, how many ' +
      'enrolled people are taken for another.',
    headers: ['margin (L2)', ...first.operatingPoints.map(({ targetFpir }) => `FPIR ${percent(targetFpir)}`)],
    rows: margins.map(({ marginL2, operatingPoints }) => [marginL2, ...operatingPoints.map(cell)]),
  });
}

function rankTable({ ranks }: IdentificationReport): Markup | undefined {
  if (ranks.length === 0) return undefined;
  return table({
    caption: 'Own person among the nearest people, whatever the distance (cumulative match characteristic).',
    headers: ['rank', 'mated probes'],
    rows: ranks.map(({ rank, identified }) => [rank, estimateInWords(identified)]),
  });
}

function groupTable({ title, caption, rates }: GroupTable): Markup {
  const cell = (estimate: GroupRates['fnir']) => (estimate ? estimateInWords(estimate) : 'none');
  return html`<h3>${title}</h3>
${table({
  caption,
  headers: ['group', 'FNIR', 'FPIR'],
  rows: rates.map(({ group, fnir, fpir }) => [group, cell(fnir), cell(fpir)]),
})}`;
}
