import { setTimeout as delay } from 'node:timers/promises';
import { formIn, type PageForm, wordsOf } from './page-form.js';

/** What somebody sees in front of them. */
export interface Page {
  url: string;
  status: number;
  words: string;
  form?: PageForm;
}

/** A page that leads on more often than this leads nowhere. */
const MOST_STEPS = 30;

/** A browser without a window: follows where pages lead, keeps cookies, sends forms. */
export class Browser {
  /** By host: browsers do not tell ports apart. */
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(private readonly onRequest: (method: string, url: URL, status: number) => void) {}

  open(url: string): Promise<Page> {
    return this.#visit(new URL(url));
  }

  /** @param changes what somebody types or presses; fields that the form does not have are left out, save buttons */
  async submit(
    { url, form }: Page,
    changes: Record<string, string>,
    button: Record<string, string> = {},
  ): Promise<Page> {
    if (form === undefined) throw new Error(`there is no form at ${url}`);
    const typed = Object.entries(changes).filter(([name]) => form.fields.has(name));
    const fields = { ...Object.fromEntries(form.fields), ...Object.fromEntries(typed), ...button };
    return this.#visit(new URL(form.action, url), new URLSearchParams(fields));
  }

  async #visit(address: URL, form?: URLSearchParams): Promise<Page> {
    let [url, body] = [address, form];
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const answer = await this.#request(url, body);
      const text = await answer.text();
      const next = await nextOf(answer, url);
      if (next === undefined) {
        const found = formIn(text);
        return { url: url.href, status: answer.status, words: wordsOf(text), ...(found ? { form: found } : {}) };
      }
      [url, body] = [next, undefined];
    }
    throw new Error(`${address.href} leads on and on`);
  }

  async #request(url: URL, body: URLSearchParams | undefined): Promise<Response> {
    const own = this.#cookies.get(url.hostname) ?? new Map<string, string>();
    this.#cookies.set(url.hostname, own);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await fetch(url, {
      method,
      redirect: 'manual',
      headers: { 'accept-language': 'en', ...(cookie === '' ? {} : { cookie }) },
      ...(body === undefined ? {} : { body }),
    });
    this.onRequest(method, url, answer.status);
    for (const line of answer.headers.getSetCookie()) keep(own, line);
    return answer;
  }
}

/** A redirect, or a page that leads on by itself after a while. */
async function nextOf({ status, headers }: Response, url: URL): Promise<URL | undefined> {
  const location = status >= 300 && status < 400 ? headers.get('location') : null;
  if (location !== null) return new URL(location, url);
  const [, seconds, target] = /^(\d+); ?url=(.+)$/.exec(headers.get('refresh') ?? '') ?? [];
  if (target === undefined) return undefined;
  await delay(Number(seconds) * 1000, undefined, { ref: false });
  return new URL(target, url);
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  if (attributes.some((attribute) => /^max-age=0$/i.test(attribute))) cookies.delete(name);
  else cookies.set(name, value);
}
