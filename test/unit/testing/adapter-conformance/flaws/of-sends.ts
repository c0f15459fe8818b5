import type { Account, ContentItem } from 'channelwright/adapter';
import { type Courier, courierDeclaration } from '../courier-adapter.js';
import { type FlawTable, over, told } from './flawed.js';

const { capabilities } = courierDeclaration;
let chance = 0;

export const sendFlaws: FlawTable = {
  'send/accepted-has-ids': {
    flaw: told((outcome) => (outcome.kind === 'accepted' ? { ...outcome, ids: [] } : outcome)),
  },
  'send/what-is-promised': { flaw: { declaration: { capabilities: { ...capabilities, text: { maxUnits: 400 } } } } },
  'send/one-request-per-part': { flaw: over((request, send) => send({ ...request, preparatory: false })) },
  'send/never-repeats': {
    flaw: {
      adapter: (good) => ({
        async send(part, ctx) {
          const first = await good.send(part, ctx);
          return first.kind === 'uncertain' && first.reason.code === '500' ? good.send(part, ctx) : first;
        },
      }),
    },
  },
  'send/does-not-wait': {
    flaw: {
      adapter: (good, { clock }) => ({
        async send(part, ctx) {
          await clock.sleep(100);
          return good.send(part, ctx);
        },
      }),
    },
  },
  'send/same-key-again': {
    flaw: {
      adapter: (good) => ({ send: (part, ctx) => good.send({ ...part, idempotencyKey: ctx.correlation }, ctx) }),
    },
  },
  'send/carries-the-correlation': {
    flaw: {
      declaration: { capabilities: { ...capabilities, idempotency: { kind: 'correlation' } } },
      adapter: (good) => ({ send: (part, ctx) => good.send(part, { ...ctx, correlation: 'none' }) }),
    },
  },
  'send/older-parts': {
    flaw: {
      adapter: (good) => ({
        async send(part, ctx) {
          if (part.data !== undefined) (part.data as { media: { id: string } }).media.id.trim();
          return good.send(part, ctx);
        },
      }),
    },
  },
  'send/accounts-apart': {
    flaw: {
      adapter(good) {
        let current: Account<Courier>;
        return {
          async send(part, ctx) {
            current = ctx.account;
            await Promise.resolve();
            return good.send(part, { ...ctx, account: current });
          },
        };
      },
    },
  },
  'send/obeys-abort': {
    flaw: {
      adapter: (good) => ({ send: (part, ctx) => good.send(part, { ...ctx, signal: new AbortController().signal }) }),
    },
  },
  'plan/is-pure': {
    flaw: {
      adapter: () => ({
        planParts(message, ctx) {
          const plan = ctx.plan(message);
          chance += 1;
          return Array.isArray(plan) ? plan.map((part) => ({ ...part, data: chance })) : plan;
        },
      }),
    },
  },
  'plan/within-limits': { flaw: alone('text') },
  'plan/too-large-files': { flaw: alone('file') },
  'plan/loses-nothing': {
    flaw: {
      adapter: () => ({
        planParts(message, ctx) {
          const plan = ctx.plan(message);
          return Array.isArray(plan) ? plan.slice(0, 1) : plan;
        },
      }),
    },
  },
  'plan/everything-has-an-end': {
    flaw: {
      adapter: () => ({
        planParts(message, ctx) {
          if (message.content.some(({ kind }) => kind === 'unsupported')) throw new Error('what is that?');
          return ctx.plan(message);
        },
      }),
    },
  },
};

/** An item that is alone in its message becomes a part whatever it is like. */
function alone(kind: ContentItem['kind']): FlawTable[string]['flaw'] {
  return {
    adapter: () => ({
      planParts({ content, ...message }, ctx) {
        return content.length === 1 && content[0]!.kind === kind
          ? [{ items: content }]
          : ctx.plan({ ...message, content });
      },
    }),
  };
}
