/** A form of a page, as far as a browser that nobody sits at needs it. */
export interface PageForm {
  action: string;
  method: string;
  /** What is sent if nobody changes anything: names and values. */
  fields: ReadonlyMap<string, string>;
}

/** The first form of a page. Reads the pages of the emulator and of the connector, not any page there may be. */
export function formIn(page: string): PageForm | undefined {
  const [, head = '', body] = /<form([^>]*)>(.*?)<\/form>/s.exec(page) ?? [];
  if (body === undefined) return undefined;
  const { action = '', method = 'get' } = attributesOf(head);
  return { action, method, fields: new Map([...inputs(body), ...selects(body), ...textAreas(body)]) };
}

function* inputs(body: string): Iterable<[string, string]> {
  for (const [, head = ''] of body.matchAll(/<input([^>]*)>/g)) {
    const { name, value = '', type = 'text', checked } = attributesOf(head);
    const counts = checked !== undefined || (type !== 'checkbox' && type !== 'radio');
    if (name !== undefined && counts) yield [name, value];
  }
}

/** What is selected, or else the first choice. */
function* selects(body: string): Iterable<[string, string]> {
  for (const [, head = '', choices = ''] of body.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)) {
    const { name } = attributesOf(head);
    const options = [...choices.matchAll(/<option([^>]*)>/g)].map(([, option = '']) => attributesOf(option));
    const chosen = options.find(({ selected }) => selected !== undefined) ?? options[0];
    if (name !== undefined) yield [name, chosen?.['value'] ?? ''];
  }
}

function* textAreas(body: string): Iterable<[string, string]> {
  for (const [, head = '', text = ''] of body.matchAll(/<textarea([^>]*)>(.*?)<\/textarea>/gs)) {
    const { name } = attributesOf(head);
    if (name !== undefined) yield [name, asText(text).trim()];
  }
}

function attributesOf(head: string): Record<string, string> {
  const pairs = head.matchAll(/([\w-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...pairs].map(([, name = '', value = '']) => [name, asText(value)]));
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function asText(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hexadecimal, name) => {
    if (name !== undefined) return NAMED[name] ?? whole;
    return String.fromCodePoint(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal));
  });
}

/** The words of a page. */
export function wordsOf(page: string): string {
  const body = page.replace(/^.*<body[^>]*>/s, '').replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
  return asText(body.replace(/<[^>]*>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}
