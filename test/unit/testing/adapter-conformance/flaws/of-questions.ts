import { API } from '../courier-adapter.js';
import { type FlawTable } from './flawed.js';

const never = new Promise<never>(() => undefined);
let pulls = 0;

/** Timers that a bad adapter has left running, for the test to end. */
export const leftTimers: NodeJS.Timeout[] = [];

export const questionFlaws: FlawTable = {
  'account/good-credentials': {
    flaw: {
      adapter: (good) => ({
        async validateAccount(settings) {
          const answer = await good.validateAccount!(settings);
          return 'problem' in answer ? answer : { identifiers: [{ type: 'HS_PHONE_NUMBER', value: '090-1234' }] };
        },
      }),
    },
  },
  'account/bad-credentials': {
    flaw: {
      adapter: (good) => ({
        async validateAccount(settings) {
          const answer = await good.validateAccount!(settings);
          return 'problem' in answer ? { problem: { class: 'unknown', scope: 'account' } } : answer;
        },
      }),
    },
  },
  'account/troubled-provider': {
    flaw: {
      adapter: (good) => ({
        async validateAccount(settings) {
          const answer = await good.validateAccount!(settings);
          return 'problem' in answer && answer.problem.class === 'network' ? { identifiers: [] } : answer;
        },
      }),
    },
  },
  'lookup/never-guesses': {
    flaw: {
      adapter: (good) => ({
        async wasSent(attempts, ctx) {
          const answer = await good.wasSent!(attempts, ctx);
          return answer === 'unknown' ? { sent: false } : answer;
        },
      }),
    },
  },
  'names/trouble-is-an-error': {
    flaw: {
      adapter: (good) => ({
        describePeer: (...given) => good.describePeer!(...given).catch(() => ({})),
      }),
    },
  },
  'pull/one-fact-one-key': {
    flaw: {
      adapter: (good) => ({
        async pullReceipts(refs, account) {
          pulls += 1;
          const events = await good.pullReceipts!(refs, account);
          return events.map((event) => (event.kind === 'unparsable' ? event : { ...event, dedupeKey: `${pulls}` }));
        },
      }),
    },
  },
  'connection/receives': {
    flaw: {
      adapter: (good) => ({
        connect: (accounts, sink, signal) =>
          good.connect!(accounts, { ...sink, checkpoint: async () => '1000', commit: async () => undefined }, signal),
      }),
    },
    alsoBreaks: ['connection/commits-before-confirming'],
  },
  'connection/commits-before-confirming': {
    flaw: {
      adapter(good) {
        let confirmed: string | undefined;
        return {
          connect: (accounts, sink, signal) =>
            good.connect!(
              accounts,
              {
                checkpoint: async () => confirmed ?? sink.checkpoint(),
                commit(events, checkpoint) {
                  confirmed = checkpoint;
                  return sink.commit(events, checkpoint);
                },
              },
              signal,
            ),
        };
      },
    },
  },
  'connection/ends-on-abort': {
    flaw: {
      adapter: (good) => ({
        async connect(accounts, sink, signal) {
          const connection = await good.connect!(accounts, sink, signal);
          return { ...connection, closed: connection.closed.then(() => (signal.aborted ? never : undefined)) };
        },
      }),
    },
  },
  'connection/ends-on-close': {
    flaw: {
      adapter: (good) => ({
        async connect(accounts, sink, signal) {
          const connection = await good.connect!(accounts, sink, signal);
          return { ...connection, close: () => never };
        },
      }),
    },
  },
  'backfill/finds': {
    flaw: {
      adapter: (good) => ({
        async *backfill(checkpoint, account) {
          for await (const page of good.backfill!(checkpoint, account)) {
            yield { ...page, events: page.events.length > 1 ? page.events.slice(1) : page.events };
          }
        },
      }),
    },
  },
  'backfill/same-keys': {
    flaw: {
      adapter: (good) => ({
        async *backfill(checkpoint, account) {
          for await (const page of good.backfill!(checkpoint, account)) {
            const events = page.events.map((event) =>
              event.kind === 'unparsable' ? event : { ...event, dedupeKey: `history:${event.dedupeKey}` },
            );
            yield { ...page, events };
          }
        },
      }),
    },
  },
  'backfill/goes-on': {
    flaw: {
      adapter: (good) => ({
        async *backfill(checkpoint, account) {
          if (checkpoint === undefined) yield* good.backfill!(checkpoint, account);
        },
      }),
    },
    alsoBreaks: ['backfill/same-keys'],
  },
  'media/opens': {
    flaw: {
      adapter: (good) => ({
        fetchMedia: async (...given) => ({ ...(await good.fetchMedia!(...given)), type: 'image/png; charset=binary' }),
      }),
    },
  },
  'media/credentials-stay-home': {
    flaw: {
      adapter: (_, { http }) => ({
        async fetchMedia(_ref, { settings }, signal) {
          const headers = { authorization: `Bearer ${settings.token[0]}` };
          let response = await http.request({ method: 'GET', url: `${API}/files/1`, headers, signal });
          const { location } = response.headers;
          if (location) response = await http.request({ method: 'GET', url: location, headers, signal });
          if (response.status !== 200) throw new Error('no file');
          return { body: response.stream(), type: 'image/png' };
        },
      }),
    },
  },
  'media/refusal-is-an-error': {
    flaw: {
      adapter: (_, { http }) => ({
        async fetchMedia(_ref, _account, signal) {
          const headers = { authorization: 'Bearer courier-token' };
          const response = await http.request({ method: 'GET', url: `${API}/files/1`, headers, signal });
          return { body: response.stream(), type: 'image/png' };
        },
      }),
    },
  },
  'media/obeys-abort': {
    flaw: {
      adapter: (good) => ({
        fetchMedia: (ref, account) => good.fetchMedia!(ref, account, new AbortController().signal),
      }),
    },
  },
  'leftover/nothing-runs-on': {
    flaw: {
      adapter: (good) => ({
        send(part, ctx) {
          leftTimers.push(setInterval(() => undefined, 60_000));
          return good.send(part, ctx);
        },
      }),
    },
  },
};
