import type { Bench } from './bench.js';
import { deliver, genuine, messageFact, type Signed, signed } from './delivery-of-webhooks.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';
import { coverageOf } from './signature-coverage.js';

const DAY_MS = 86_400_000;
/** How many places of a body are tampered with. */
const PLACES = 48;

/** Who may speak to us. */
export const signatureRules: AdapterRule[] = [
  {
    id: 'webhook/unsigned',
    why: 'Whoever finds the URL could write in the name of any customer, or report what was never delivered.',
    remedy:
      'Answer `refused` where anything of the signature is missing; there is no request to let through without it.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      const request = await genuine(bench);
      const { headers } = await coverageOf(bench);
      await refused(bench, without(request, headers), 'no signature');
      for (const name of headers) await refused(bench, without(request, [name]), `no header \`${name}\``);
    },
  },
  {
    id: 'webhook/tampered-signature',
    why: 'A comparison that stops early, ignores a prefix or fails on odd bytes lets somebody in, or the endpoint down.',
    remedy: 'Use `verifyHmac` or `sameSecret`: constant time, whole values, and no error over what cannot be decoded.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      const request = await genuine(bench);
      for (const name of (await coverageOf(bench)).headers) {
        for (const value of forged(request.headers[name]!)) {
          await refused(bench, { ...request, headers: { ...request.headers, [name]: value } }, `\`${name}: ${value}\``);
        }
      }
    },
  },
  {
    id: 'webhook/tampered-body',
    why: 'A body that was changed on its way, or reused under another’s signature, says whatever somebody wants.',
    remedy: 'Verify over `request.body` as it came, before anything is parsed or decoded.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      if (!(await coverageOf(bench)).body) return;
      const request = await genuine(bench);
      const step = Math.max(1, Math.floor(request.body.length / PLACES));
      for (let place = 0; place < request.body.length; place += step) {
        await refused(bench, { ...request, body: flipped(request.body, place) }, `byte ${place} of the body changed`);
      }
      await refused(bench, { ...request, body: request.body.slice(0, -1) }, 'the last byte of the body cut off');
      await refused(bench, { ...request, body: Buffer.concat([request.body, Buffer.from('x')]) }, 'a byte added');
    },
  },
  {
    id: 'webhook/tampered-url',
    why: 'What the URL says (a correlation, an account) is believed; unless it is verified, anybody can say it.',
    remedy: 'Verify over `request.url`, which is made from `publicUrl`, where the provider signs the URL.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      if (!(await coverageOf(bench)).url) return;
      const request = await genuine(bench);
      const more = new URL(request.url);
      more.searchParams.append('more', '1');
      await refused(bench, { ...request, url: more }, 'a parameter added to the URL');
    },
  },
  {
    id: 'webhook/stale',
    why: 'A request that was recorded long ago would be taken again whenever its dedupe key has been forgotten.',
    remedy: 'Refuse what is older than some minutes by `request.receivedAtMs`, where the provider signs a time.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      if (!(await coverageOf(bench)).time) return;
      const draft = bench.subject.webhooks!.message(messageFact(bench));
      const old = await signed(bench, draft, bench.account, bench.clock.now() - DAY_MS);
      await refused(bench, old, 'a signature of yesterday');
    },
  },
  {
    id: 'webhook/rotation-old',
    why: 'While secrets change, requests signed with the old one are still on their way: refused, their events are lost.',
    remedy: 'Verify against every secret of the list, not the first alone.',
    skip: needsRotation,
    async check(bench) {
      const request = await genuine(bench);
      await using rotated = rotatedBench(bench, 'both');
      const { events, status } = await deliver(rotated.bench, request);
      expect(
        events.length > 0,
        'a request signed with the old secret to be taken while it is listed',
        `answered ${status}`,
      );
    },
  },
  {
    id: 'webhook/rotation-new',
    why: 'The new secret must work before the old one is dropped: there is no moment at which both sides change at once.',
    remedy: 'Verify against every secret of the list.',
    skip: needsRotation,
    async check(bench) {
      await using rotated = rotatedBench(bench, 'both');
      const { events, status } = await deliver(rotated.bench, await genuine(rotated.bench));
      expect(events.length > 0, 'a request signed with the new secret to be taken', `answered ${status}`);
    },
  },
  {
    id: 'webhook/rotation-dropped',
    why: 'A secret is dropped because somebody else may know it.',
    remedy: 'Verify against the secrets of the settings as they are at each call; keep none in the adapter.',
    skip: needsRotation,
    async check(bench) {
      const request = await genuine(bench);
      await deliver(bench, request);
      await using rotated = rotatedBench(bench, 'new');
      await refused(rotated.bench, request, 'a secret that was dropped');
    },
  },
];

/** @throws Broken unless the request is refused, and nothing of it kept */
export async function refused(bench: Bench, request: Signed, what: string): Promise<void> {
  const { status, kinds, threw } = await deliver(bench, request);
  if (threw) broken(`a refusal with ${what}`, `\`${threw}\` threw`);
  expect(kinds.length === 0, `nothing to be kept with ${what}`, `kept: ${kinds.join(', ')}`);
  expect(status >= 400 && status < 500, `an answer of 4xx with ${what}`, `it was answered ${status}`);
}

function needsRotation(...given: Parameters<ReturnType<typeof needs>>) {
  const [{ webhooks }] = given;
  const skip = needs('authenticateWebhook', 'webhooks')(...given);
  return skip ?? (webhooks?.rotation ? undefined : { give: '`webhooks.rotation`' });
}

/** The same subject after somebody has changed the secrets. */
function rotatedBench(bench: Bench, keep: 'both' | 'new'): AsyncDisposable & { bench: Bench } {
  const { settings, accounts, webhooks } = bench.subject;
  const merge = (old: Record<string, unknown> = {}, fresh: Record<string, unknown> = {}) =>
    Object.fromEntries(
      Object.entries(fresh).map(([key, value]) => [key, keep === 'new' ? value : [value, old[key] ?? []].flat()]),
    );
  const rotated = bench.again({
    settings: merge(settings, webhooks?.rotation?.settings),
    account: merge(accounts?.[0].settings, webhooks?.rotation?.account),
    // Accounts change while an adapter lives; settings of the channel only with a new one.
    ...(webhooks?.rotation?.settings === undefined && { adapter: bench.adapter }),
  });
  return { bench: rotated, [Symbol.asyncDispose]: () => rotated.close() };
}

function forged(value: string): string[] {
  const last = value.at(-1) === 'A' ? 'B' : 'A';
  const first = value.startsWith('0') ? '1' : '0';
  return [
    '',
    ' ',
    'x',
    '%',
    '\u00ff',
    `${value.slice(0, -2)}${last}${last}`,
    first + value.slice(1),
    value.slice(0, -4),
  ];
}

function without(request: Signed, names: string[]): Signed {
  const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !names.includes(name)));
  return { ...request, headers };
}

function flipped(body: Uint8Array, place: number): Uint8Array {
  const changed = Uint8Array.from(body);
  changed[place] = changed[place]! ^ 1;
  return changed;
}
