import { publicUrl } from '../../ingress/public-url.js';

const NAME = 'channelwright-install';

/** Addresses at which a browser takes a `Secure` cookie for what it is: nobody else is on the way. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** The cookie of an install under way: for the pages of one app only, and gone when the browser closes or its time is over. */
export class InstallCookie {
  readonly #attributes: string;

  constructor(configuredUrl: string, app: string) {
    const { protocol, hostname } = new URL(configuredUrl);
    const plain = protocol === 'http:' && LOOPBACK.test(hostname);
    const path = `${publicUrl(configuredUrl).prefix}/oauth/${encodeURIComponent(app)}`;
    // Lax: HubSpot sends the browser back by a link, not by a form or from within a frame.
    this.#attributes = `Path=${path}; HttpOnly; SameSite=Lax${plain ? '' : '; Secure'}`;
  }

  set(value: string, lifeMs: number): Record<string, string> {
    return { 'set-cookie': `${NAME}=${value}; Max-Age=${Math.floor(lifeMs / 1000)}; ${this.#attributes}` };
  }

  clear(): Record<string, string> {
    return { 'set-cookie': `${NAME}=; Max-Age=0; ${this.#attributes}` };
  }
}

/** The value in a `Cookie` header. */
export function installCookieIn(header: string | undefined): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === NAME && value !== undefined && value !== '') return value;
  }
  return undefined;
}
