import type { Bench } from './bench.js';
import { found, loginNeedles, secretNeedles } from './needles.js';
import type { ProviderRequest } from './provider-answer.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';
import { nameOf } from './shown.js';
import { settlesSoon } from './soon.js';

const ELSEWHERE = 'https://elsewhere.example.net';

/** Files that peers send. */
export const mediaRules: AdapterRule[] = [
  {
    id: 'media/opens',
    why: 'The agent sees a placeholder where the customer sent a picture.',
    remedy: 'Resolve with the open body, and its MIME type without parameters.',
    skip: needs('fetchMedia', 'media'),
    async check(bench) {
      const { body, type } = await fetched(bench);
      const bytes = await new Response(body).arrayBuffer();
      expect(bytes.byteLength > 0, 'the bytes of the file', 'there were none');
      expect(/^[\w.+-]+\/[\w.+-]+$/.test(type), 'a MIME type without parameters', `it is “${type}”`);
    },
  },
  {
    id: 'media/credentials-stay-home',
    why: 'A redirect to another host takes the credentials with it: whoever runs that host has them.',
    remedy: 'Use `downloadFile`, or follow redirects by hand and send credentials to the provider’s own origins alone.',
    skip: needs('fetchMedia', 'media'),
    async check(bench) {
      const { network } = bench;
      for (const status of [301, 302, 303, 307, 308]) {
        network.faults = ({ url }) =>
          url.origin === ELSEWHERE
            ? { kind: 'answers', answer: { headers: { 'content-type': 'image/png' }, body: 'picture' } }
            : { kind: 'answers', answer: { status, headers: { location: `${ELSEWHERE}/file` } } };
        await fetched(bench)
          .then(({ body }) => body.cancel())
          .catch(() => undefined);
      }
      const needles = [...secretNeedles(bench), ...loginNeedles(atHome(bench))];
      for (const request of network.requests.filter(({ url }) => url.origin === ELSEWHERE)) {
        const leak = found(needles, whole(request));
        if (leak) broken('no credentials for another host', `${leak.what} was sent to ${ELSEWHERE}`);
        expect(request.headers['authorization'] === undefined, 'no Authorization for another host', 'there was one');
      }
    },
  },
  {
    id: 'media/refusal-is-an-error',
    why: 'A page that says “not found” would be published to the agent as the customer’s picture.',
    remedy: 'Throw for every status but 200; the framework tries again, then shows a placeholder.',
    skip: needs('fetchMedia', 'media'),
    async check(bench) {
      for (const status of [400, 401, 404, 500]) {
        bench.network.faults = () => ({ kind: 'answers', answer: { status, body: '<h1>no</h1>' } });
        const opened = await fetched(bench).catch(() => undefined);
        await opened?.body.cancel();
        expect(opened === undefined, `an error after ${status}`, 'a file came out of it');
      }
    },
  },
  {
    id: 'media/obeys-abort',
    why: 'A file that nobody waits for any more holds a connection and the end of the process.',
    remedy: 'Hand `signal` to every request.',
    skip: needs('fetchMedia', 'media'),
    async check(bench) {
      const { adapter, account, network, subject } = bench;
      const stop = new AbortController();
      const begun = new Promise<void>((resolve) => {
        network.faults = () => ({ kind: 'hangs' });
        network.onArrival = () => resolve();
      });
      const opening = adapter.fetchMedia!(subject.media!, account, stop.signal);
      opening.catch(() => undefined);
      await Promise.race([begun, opening]);
      stop.abort();
      expect(await settlesSoon(opening), '`fetchMedia` to end when its signal is aborted', 'it went on');
    },
  },
];

async function fetched({ adapter, account, subject }: Bench) {
  return adapter.fetchMedia!(subject.media!, account, new AbortController().signal).catch((error: unknown) =>
    broken('the file to be opened', `it threw ${nameOf(error)}`),
  );
}

function atHome({ network }: Bench): ProviderRequest[] {
  return network.requests.filter(({ url }) => url.origin !== ELSEWHERE);
}

function whole({ url, headers, body }: ProviderRequest): string {
  return `${url.href}\n${JSON.stringify(headers)}\n${body}`;
}
