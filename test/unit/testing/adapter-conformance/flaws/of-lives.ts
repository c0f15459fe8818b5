import { setTimeout as delay } from 'node:timers/promises';
import type { ReceivedEvent } from 'channelwright/adapter';
import { API, courierDeclaration } from '../courier-adapter.js';
import { type FlawTable, readEach, toldOf } from './flawed.js';

const { capabilities } = courierDeclaration;
const correlated = { capabilities: { ...capabilities, idempotency: { kind: 'correlation' } } } as const;

/** One each millisecond: it goes on long after the connector has stopped, but not for ever. */
const MOST_POLLS = 20_000;

export const lifeFlaws: FlawTable = {
  'receipt/as-it-comes': { flaw: ofReceipts((event) => ({ ...event, of: { id: 'somebody else’s' } })) },
  'receipt/failed': { flaw: ofReceipts((event) => (event.state === 'failed' ? undefined : event)) },
  'receipt/before-the-send-returned': {
    flaw: {
      adapter(good) {
        const sent = new Set<string>();
        return {
          async send(part, ctx) {
            const outcome = await good.send(part, ctx);
            if (outcome.kind === 'accepted') sent.add(ctx.correlation);
            return outcome;
          },
          parseWebhook: (request, accounts) =>
            good.parseWebhook!(request, accounts).filter(
              (event) => !(isReceipt(event) && 'correlation' in event.of && !sent.has(event.of.correlation)),
            ),
        };
      },
    },
  },
  'receipt/doubled': {
    flaw: {
      adapter(good) {
        const seen = new Set<string>();
        return {
          authenticateWebhook(request, accounts) {
            const key = request.headers['x-courier-signature']!;
            if (seen.has(key)) return { kind: 'refused', detail: 'a replay' };
            seen.add(key);
            return good.authenticateWebhook!(request, accounts);
          },
        };
      },
    },
  },
  'receipt/reordered': { flaw: inOrderOnly() },
  'receipt/of-unknown-ids': {
    flaw: {
      adapter: (good) => ({
        async authenticateWebhook(request, accounts) {
          const ours = !Buffer.from(request.body).includes('cw-conformance-correlation');
          return ours ? good.authenticateWebhook!(request, accounts) : { kind: 'refused', detail: 'not ours' };
        },
      }),
    },
  },
  'receipt/of-an-earlier-attempt': {
    flaw: { ...ofReceipts((event) => ({ ...event, of: { id: idOf(event) } })), declaration: correlated },
  },
  'receipt/proves-a-lost-send': {
    flaw: { ...ofReceipts((event) => ({ ...event, of: { id: idOf(event) } })), declaration: correlated },
  },
  'crash/between-intent-and-outcome': {
    flaw: {
      adapter: (good) => ({ send: (part, ctx) => good.send({ ...part, idempotencyKey: ctx.correlation }, ctx) }),
    },
  },
  'crash/lost-answer': {
    flaw: {
      ...toldOf(({ detail }) => detail === 'reset', 'retry'),
      declaration: { capabilities: { ...capabilities, idempotency: { kind: 'none' } } },
    },
  },
  'crash/partial-failure': { flaw: toldOf(({ code }) => code === '409', 'retry') },
  'leftover/stops-with-the-connector': {
    flaw: {
      adapter: (_, { http }) => ({
        async connect([account]) {
          const headers = { authorization: `Bearer ${account!.settings.token[0]}` };
          const closed = (async () => {
            for (let polls = 0; polls < MOST_POLLS; polls += 1) {
              await http.request({ method: 'GET', url: `${API}/updates`, headers, preparatory: true });
              await delay(1, undefined, { ref: false });
            }
          })();
          return { closed, close: async () => undefined };
        },
      }),
    },
  },
};

type Receipt = Extract<ReceivedEvent, { kind: 'receipt' }>;

function isReceipt(event: ReceivedEvent): event is Receipt {
  return event.kind === 'receipt';
}

function idOf({ of }: Receipt): string {
  return 'correlation' in of ? (of.ids?.[0] ?? '') : '';
}

function ofReceipts(change: (event: Receipt) => ReceivedEvent | undefined) {
  return readEach((event) => (isReceipt(event) ? change(event) : event));
}

/** What has not been sent yet cannot have been read, the author thought. */
function inOrderOnly() {
  let sent = false;
  return ofReceipts((event) => {
    sent ||= event.state === 'sent';
    return sent ? event : undefined;
  });
}
