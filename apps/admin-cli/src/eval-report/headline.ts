import { html, type Markup } from './markup.ts';

export interface Headline {
  name: string;
  value: string;
  /** What may be claimed of it. */
  note: string;
}

/** The numbers to look at first. */
export function headline(entries: readonly Headline[]): Markup {
  return html`<dl class="headline">${entries.map(
    ({ name, value, note }) => html`<div><dt>${name}</dt><dd>${value}<small>${note}</small></dd></div>\n`,
  )}</dl>`;
}
