import { cookieFor, cookieIn } from '../cookies.js';

const NAME = 'channelwright-install';

/**
 * The cookie of an install: for the pages of one app only, and gone when its time is over. First it holds the state, then, in its
 * place, what came of it.
 */
export class InstallCookie {
  readonly #cookie: (pair: string, lifeMs: number) => string;

  constructor(configuredUrl: string, app: string) {
    this.#cookie = cookieFor(configuredUrl, `/oauth/${encodeURIComponent(app)}`);
  }

  /** For `set-cookie`. */
  set(value: string, lifeMs: number): string {
    return this.#cookie(`${NAME}=${value}`, lifeMs);
  }
}

/** The value in a `Cookie` header. */
export function installCookieIn(header: string | undefined): string | undefined {
  return cookieIn(header, NAME);
}
