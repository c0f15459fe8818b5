import type { Bench } from './bench.js';
import { messageFact, type Signed, signed } from './delivery-of-webhooks.js';

/** What a provider's signature depends on, found out by signing. */
export interface Coverage {
  body: boolean;
  url: boolean;
  time: boolean;
  /** Names of the headers that make a request genuine. */
  headers: string[];
}

const HOUR_MS = 3_600_000;
/** Headers that say something of the body, and nothing of who sent it. */
const COMMON = new Set(['content-type', 'content-length', 'user-agent', 'accept']);

/** Signs slightly different requests, and looks where the signatures differ. */
export async function coverageOf(bench: Bench): Promise<Coverage> {
  const draft = bench.subject.webhooks!.message(messageFact(bench));
  const plain = await signed(bench, draft);
  const { url } = plain;
  const differs = (other: Signed) => JSON.stringify(plain.headers) !== JSON.stringify(other.headers);
  const own = new Set(Object.entries(draft.headers ?? {}).map(([name, value]) => `${name.toLowerCase()}: ${value}`));
  return {
    body: differs(await signed(bench, { ...draft, body: `${draft.body} ` })),
    url: differs(await signed(bench, { ...draft, url: new URL(`${url.href}${url.search ? '&' : '?'}more=1`) })),
    time: differs(await signed(bench, draft, bench.account, bench.clock.now() - HOUR_MS)),
    headers: Object.entries(plain.headers).flatMap(([name, value]) =>
      own.has(`${name}: ${value}`) || COMMON.has(name) ? [] : [name],
    ),
  };
}
