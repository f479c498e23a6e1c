import { type Child, html, type Markup } from './markup.ts';

export interface Table {
  caption: string;
  headers: readonly string[];
  /** The first cell of a row is its header. */
  rows: readonly (readonly Child[])[];
}

export function table({ caption, headers, rows }: Table): Markup {
  return html`<div class="wide"><table>
<caption>${caption}</caption>
<thead><tr>${headers.map((header) => html`<th scope="col">${header}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
  )}</tbody>
</table></div>`;
}
