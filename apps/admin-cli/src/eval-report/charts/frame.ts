import { type Child, html, type Markup } from '../markup.ts';
import type { Scale } from './scale.ts';

export interface Axis {
  scale: Scale;
  label: string;
  tick(value: number): string;
}

/** Places in the drawing, in its own units. */
export interface Plot {
  x(value: number): number;
  y(value: number): number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Legend {
  /** Class of the line or area that it explains. */
  mark: string;
  text: string;
}

export interface Chart {
  /** Unique on the page. */
  id: string;
  title: string;
  /** What it shows in a sentence or two, for who reads and who cannot see it. */
  description: string;
  x: Axis;
  y: Axis;
  legend?: readonly Legend[];
  draw(plot: Plot): Child;
}

const SIZE = { width: 640, height: 400 };
const MARGIN = { left: 86, right: 24, top: 14, bottom: 52 };

/** A figure with an inline drawing; all colours are those of the page's style sheet. */
export function chart({ id, title, description, x, y, legend = [], draw }: Chart): Markup {
  const plot: Plot = {
    left: MARGIN.left,
    right: SIZE.width - MARGIN.right,
    top: MARGIN.top,
    bottom: SIZE.height - MARGIN.bottom,
    x: (value) => at(MARGIN.left + x.scale.place(value) * (SIZE.width - MARGIN.left - MARGIN.right)),
    y: (value) =>
      at(SIZE.height - MARGIN.bottom - y.scale.place(value) * (SIZE.height - MARGIN.top - MARGIN.bottom)),
  };
  return html`<figure class="chart">
<h3 id="${id}">${title}</h3>
<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-labelledby="${id}" aria-describedby="${id}-text">
${axes({ x, y }, plot)}
${draw(plot)}
</svg>
${legend.length > 0 && html`<ul class="legend">${legend.map(legendEntry)}</ul>`}
<figcaption id="${id}-text">${description}</figcaption>
</figure>`;
}

function axes({ x, y }: { x: Axis; y: Axis }, plot: Plot): Markup {
  const { left, right, top, bottom } = plot;
  const centre = (left + right) / 2;
  const middle = (top + bottom) / 2;
  return html`<g class="axes">
${x.scale.ticks.map(
  (tick) => html`<line class="grid" x1="${plot.x(tick)}" y1="${top}" x2="${plot.x(tick)}" y2="${bottom}"/>
<text x="${plot.x(tick)}" y="${bottom + 18}" text-anchor="middle">${x.tick(tick)}</text>
`,
)}${y.scale.ticks.map(
  (tick) => html`<line class="grid" x1="${left}" y1="${plot.y(tick)}" x2="${right}" y2="${plot.y(tick)}"/>
<text x="${left - 8}" y="${at(plot.y(tick) + 4)}" text-anchor="end">${y.tick(tick)}</text>
`,
)}<path class="frame" d="M${left} ${top}V${bottom}H${right}"/>
<text class="label" x="${centre}" y="${bottom + 42}" text-anchor="middle">${x.label}</text>
<text class="label" transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${y.label}</text>
</g>`;
}

function legendEntry({ mark, text }: Legend): Markup {
  return html`<li><svg class="key" viewBox="0 0 28 12" aria-hidden="true"><path class="${mark}" d="M1 6H27"/></svg> ${text}</li>`;
}

/** A line through places of the drawing. */
export function path(places: readonly (readonly [x: number, y: number])[]): string {
  return places.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

/** Two decimals are a hundredth of a pixel. */
function at(place: number): number {
  return Math.round(place * 100) / 100;
}
