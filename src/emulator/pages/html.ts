/** Text of a page in which everything that comes from elsewhere has been escaped. */
export class Html {
  constructor(readonly text: string) {}
}

export type Part = Html | string | number | undefined | readonly Part[];

/** A piece of a page. What is put in between is escaped, unless it is such a piece itself. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.reduce((all, text, index) => all + render(parts[index - 1]) + text));
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
