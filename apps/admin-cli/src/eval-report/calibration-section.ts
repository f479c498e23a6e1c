import { calibrationChart } from './charts/distance-chart.ts';
import type { CalibrationSection } from './evaluation-report-data.ts';
import { distance, percent, whole } from './format.ts';
import { html, type Markup } from './markup.ts';
import { table } from './table.ts';

export function calibrationSection({ calibration, policies }: CalibrationSection): Markup {
  const { nonMated, mated, modelId, modelVersion, source } = calibration;
  const { tail, measuredFrom } = nonMated;
  return html`<section id="calibration" aria-labelledby="calibration-title">
<h2 id="calibration-title">Calibration of ${modelId}, version ${modelVersion}</h2>
<p>Fitted on ${source}: ${whole(nonMated.comparisons)} comparisons of two people and ${whole(mated.comparisons)} of one.
A false-match rate of ${percent(measuredFrom.fmr)} and more is measured, less is extrapolated from the
${whole(tail.exceedances)} nearest comparisons; where both are known they differ by a factor of ${tail.worstFactor.toFixed(2)} at most.</p>
<div class="charts">${calibrationChart(calibration)}</div>
${
  policies.length > 0 &&
  table({
    caption: 'What it sets for a building, if strangers are compared with everybody.',
    headers: ['people', 'FPIR at most', 'threshold (L2)', 'margin (L2)', 'misses per template', 'known by'],
    rows: policies.map(({ galleryPersons, targetFpir, policy }) => [
      whole(galleryPersons),
      percent(targetFpir),
      ...(policy === undefined
        ? ['not to be reached: let these doors ask for a card', '', '', '']
        : [
            distance(policy.thresholdL2),
            distance(policy.marginL2),
            `${percent(policy.expectedFnir)}, at most ${percent(policy.expectedFnirUpperBound)}`,
            policy.extrapolated ? 'extrapolation' : 'measurement',
          ]),
    ]),
  })
}
</section>`;
}
