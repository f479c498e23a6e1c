/** Text that is HTML already. Only {@link html} makes it, so that nothing reaches the page unescaped. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Child = Markup | string | number | undefined | false | readonly Child[];

/** A piece of a page. What is put in is escaped, except other pieces; undefined and false leave nothing. */
export function html(parts: TemplateStringsArray, ...children: readonly Child[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + textOf(children[index - 1]) + part));
}

function textOf(child: Child): string {
  if (child === undefined || child === false) return '';
  if (child instanceof Markup) return child.text;
  if (typeof child === 'number') return String(child);
  return typeof child === 'string' ? escapeText(child) : child.map(textOf).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  // Control characters are allowed in file names and nowhere in a document.
  return text.replace(/\p{Cc}/gu, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}
