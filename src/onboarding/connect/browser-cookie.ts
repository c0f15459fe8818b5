import type { Random } from '../../policy/random.js';

const NAME = 'channelwright-connect';
const VALUE = /^[0-9a-f-]{36}$/;
/** Longer than any form can be sent, s. */
const LIFE_S = 3_600;

/**
 * Tells one browser from another: what a form was made for, no other site can send. Another host of the same domain cannot set it
 * where the page is served by https.
 */
export class BrowserCookie {
  readonly #name: string;
  readonly #attributes: string;

  constructor(publicUrl: string) {
    const secure = new URL(publicUrl).protocol === 'https:';
    this.#name = secure ? `__Host-${NAME}` : NAME;
    this.#attributes = `Path=/; Max-Age=${LIFE_S}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  /** The value in a `Cookie` header. */
  in(header: string | undefined): string | undefined {
    for (const pair of (header ?? '').split(';')) {
      const [name, value = ''] = pair.trim().split('=', 2);
      if (name === this.#name && VALUE.test(value)) return value;
    }
    return undefined;
  }

  /** Of a browser that has none yet. */
  fresh(random: Random): string {
    return random.uuid();
  }

  set(value: string): Record<string, string> {
    return { 'set-cookie': `${this.#name}=${value}; ${this.#attributes}` };
  }
}
