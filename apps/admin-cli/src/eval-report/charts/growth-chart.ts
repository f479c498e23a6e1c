import type { IdentificationReport } from '@portero/biometrics';
import { percent, whole } from '../format.ts';
import { html, type Markup } from '../markup.ts';
import { chart, type Plot, path } from './frame.ts';
import { logScale, roundDown, roundUp } from './scale.ts';

const MARKS = ['first', 'second', 'third', 'fourth'];
const LOWEST = 1e-5;

/** FPIR against the size of the gallery, one line for the threshold of each operating point. */
export function growthChart({ growth, enrolled }: Pick<IdentificationReport, 'growth' | 'enrolled'>): Markup {
  const sizes = growth.flatMap(({ points }) => points.map(({ people }) => people));
  const rates = growth
    .flatMap(({ points }) =>
      points.flatMap(({ measuredFpir, predictedFpir }) => [measuredFpir, predictedFpir]),
    )
    .filter((rate) => rate !== undefined && rate > LOWEST) as number[];
  return chart({
    id: 'gallery-growth',
    title: 'False positives against the size of the gallery',
    description:
      `Full lines: measured, as the mean over all galleries of so many of the ${whole(enrolled)} enrolled people. Broken ` +
      'lines: 1 − (1 − FMR)^N, which holds if false matches are spread evenly over strangers. Each threshold stays as it is.',
    x: {
      scale: logScale(roundDown(Math.min(...sizes)), roundUp(Math.max(...sizes, 10))),
      label: 'people in the gallery',
      tick: whole,
    },
    y: {
      scale: logScale(roundDown(Math.min(...rates, 0.1)), 1),
      label: 'FPIR: strangers taken for somebody',
      tick: percent,
    },
    legend: growth.map(({ targetFpir, thresholdL2 }, index) => ({
      mark: `line ${markOf(index)}`,
      text: `threshold ${thresholdL2.toFixed(3)}, chosen for FPIR ${percent(targetFpir)}`,
    })),
    draw: (plot) =>
      growth.map(({ points }, index) => {
        const measured = points.map(({ people, measuredFpir }) => [people, measuredFpir ?? 0] as const);
        const predicted = points.map(({ people, predictedFpir }) => [people, predictedFpir] as const);
        return html`<path class="line predicted ${markOf(index)}" d="${line(predicted, plot)}"/>
<path class="line ${markOf(index)}" d="${line(measured, plot)}"/>
`;
      }),
  });
}

function markOf(index: number): string {
  return MARKS[index % MARKS.length]!;
}

/** A rate of 0 has no place on a logarithmic axis. */
function line(points: readonly (readonly [people: number, rate: number])[], plot: Plot): string {
  return path(
    points.filter(([, rate]) => rate > LOWEST).map(([people, rate]) => [plot.x(people), plot.y(rate)]),
  );
}
