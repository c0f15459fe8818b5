import { isDeepStrictEqual } from 'node:util';
import type { Bench } from './bench.js';
import { deepFrozen } from './deep-frozen.js';
import { deliver, genuine, rawRequest, type Signed, signed } from './delivery-of-webhooks.js';
import { oddBodies, POISON, poisoned } from './odd-requests.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';
import { nameOf } from './shown.js';
import { batchOf, everyRequest, happened, keysOf, needsBatch } from './webhook-events.js';

const LARGE_BYTES = 5 * 1024 * 1024;
/** No adapter needs as long for a request of the largest size, ms of a slow processor's time. */
const LARGE_MS = 3_000;

/** What happens to requests that nobody expects. */
export const webhookRobustnessRules: AdapterRule[] = [
  {
    id: 'webhook/parse-is-pure',
    why: 'What is kept raw is parsed again later, by another version: it must come to the same, and ask nobody.',
    remedy: 'Read the request in `parseWebhook` and nothing else: no clock, no chance, no request; change nothing.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      for (const request of await everyRequest(bench)) {
        const raw = rawRequest(bench, request);
        const accounts = deepFrozen([bench.account]);
        const before = bench.network.requests.length;
        const body = Uint8Array.from(raw.body);
        const [first, second] = [parse(bench, deepFrozen(raw), accounts), parse(bench, raw, accounts)];
        expect(isDeepStrictEqual(first, second), 'the same events from the same request', 'they differ');
        expect(isDeepStrictEqual(body, Uint8Array.from(raw.body)), 'the body to stay as it is', 'it was changed');
        expect(bench.network.requests.length === before, 'no request while parsing', 'there was one');
      }
    },
  },
  {
    id: 'webhook/poison-piece',
    why: 'One piece that cannot be read takes a whole batch with it: messages of other customers are lost to the operator.',
    remedy: 'Read each piece by itself, and return `Unparsable` for the one that fails.',
    skip: needsBatch,
    async check(bench) {
      const whole = await batchOf(bench, [1, 2, 3]);
      const expected = keysOf(await deliver(bench, whole));
      const text = new TextDecoder().decode(whole.body);
      for (const poison of POISON) {
        for (const [path, body] of poisoned(text, 3, poison)) {
          const delivered = await deliver(bench, await resigned(bench, whole, body));
          const kept = new Set(keysOf(delivered).split('\n'));
          const all = expected.split('\n').every((key) => kept.has(key));
          const what = `${JSON.stringify(poison)} in \`${path}\``;
          expect(all, `the three messages in spite of ${what}`, happened(delivered));
        }
      }
    },
  },
  {
    id: 'webhook/odd-bodies',
    why: 'A 5xx makes a provider send the same request for days, and some switch the webhook off.',
    remedy:
      'Check every value before it is used, `authenticateWebhook` included; return `Unparsable` for what does not fit.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      for (const request of await everyRequest(bench)) {
        for (const [what, body] of oddBodies(new TextDecoder().decode(request.body))) {
          const delivered = await deliver(bench, await resigned(bench, request, body));
          const calm = !delivered.threw && delivered.status < 500;
          expect(calm, `no error and no 5xx over a signed request with ${what}`, happened(delivered));
        }
      }
    },
  },
  {
    id: 'webhook/other-methods',
    why: 'Crawlers and monitors call every URL in every way: none of that is an event, and none may look like a defect.',
    remedy: 'Answer with `refused`, or with a `Reply` for a handshake, whatever the method and without any body.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      const { url } = await genuine(bench);
      for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST']) {
        const delivered = await deliver(bench, { method, url, headers: {}, body: new Uint8Array() });
        const calm = !delivered.threw && delivered.status < 500 && delivered.kinds.length === 0;
        expect(calm, `a calm answer and no event for an unsigned ${method}`, happened(delivered));
      }
    },
  },
  {
    id: 'webhook/large-bodies',
    why: 'Somebody will send 5 MB: an answer that takes seconds of the one thread stops every other message.',
    remedy: 'Verify before parsing, look at each byte once, and use no regular expression that can go back and forth.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      const request = await genuine(bench);
      const text = new TextDecoder().decode(request.body);
      for (const body of [`${' '.repeat(LARGE_BYTES)}${text}`, 'a'.repeat(LARGE_BYTES), '[{'.repeat(LARGE_BYTES / 2)]) {
        const largest = await resigned(bench, request, body);
        // Not by the clock: what others do on this machine meanwhile does not count.
        const before = process.cpuUsage();
        const { threw, status } = await deliver(bench, largest);
        const tookMs = Math.round(process.cpuUsage(before).user / 1_000);
        expect(!threw && status < 500, 'a calm answer to 5 MB', `${threw ?? 'it'} failed, answered ${status}`);
        expect(tookMs < LARGE_MS, 'an answer to 5 MB within moments', `it took ${tookMs} ms`);
      }
    },
  },
];

/** The same request with another body, genuine again. */
function resigned(bench: Bench, { url, method, headers }: Signed, body: string | Uint8Array): Promise<Signed> {
  return signed(bench, { url, method, headers, body });
}

function parse(bench: Bench, ...[request, accounts]: Parameters<NonNullable<Bench['adapter']['parseWebhook']>>) {
  try {
    return bench.adapter.parseWebhook!(request, accounts);
  } catch (error) {
    return broken('events', `\`parseWebhook\` threw ${nameOf(error)}`);
  }
}
