import { secret } from 'channelwright/adapter';
import { z } from 'zod';
import { courierDeclaration } from '../courier-adapter.js';
import { type FlawTable, told } from './flawed.js';

const { capabilities } = courierDeclaration;
const settings = { token: secret(), region: z.string().optional() };

export const secretFlaws: FlawTable = {
  'reason/known': {
    flaw: told((outcome) =>
      outcome.kind === 'accepted'
        ? outcome
        : { ...outcome, reason: { ...outcome.reason, class: 'bad-hair-day' as 'unknown' } },
    ),
  },
  'secret/not-in-reasons': {
    flaw: {
      adapter: (good) => ({
        async send(part, ctx) {
          const outcome = await good.send(part, ctx);
          if (outcome.kind === 'accepted') return outcome;
          return { ...outcome, reason: { ...outcome.reason, detail: `refused ${ctx.account.settings.token[0]}` } };
        },
      }),
    },
  },
  'privacy/not-in-reasons': {
    flaw: {
      adapter: (good) => ({
        async send(part, ctx) {
          const outcome = await good.send(part, ctx);
          if (outcome.kind === 'accepted') return outcome;
          return { ...outcome, reason: { ...outcome.reason, detail: `refused ${JSON.stringify(part.items)}` } };
        },
      }),
    },
  },
  'secret/not-in-errors': {
    flaw: {
      adapter: (good) => ({
        fetchMedia: (ref, account, signal) =>
          good.fetchMedia!(ref, account, signal).catch((cause) => {
            throw new Error('the file could not be fetched', { cause: { cause, account } });
          }),
      }),
    },
  },
  'secret/not-in-log': {
    flaw: {
      adapter: (good) => ({
        send(part, ctx) {
          ctx.log.debug('sending', { settings: ctx.account.settings });
          return good.send(part, ctx);
        },
      }),
    },
  },
};

export const settingsFlaws: FlawTable = {
  'definition/secrets-are-marked': {
    flaw: { declaration: { accountSettings: z.strictObject({ ...settings, apiToken: z.string().optional() }) } },
  },
  'definition/misspelt-settings': {
    flaw: {
      declaration: { accountSettings: z.strictObject({ ...settings, more: z.object({}).optional() }) },
      subject: ({ accounts }) => ({
        accounts: [{ ...accounts![0], settings: { ...accounts![0].settings, more: {} } }, accounts![1]],
      }),
    },
  },
  'definition/accounts-told-apart': { flaw: { declaration: { identities: () => ['everybody'] } } },
  'definition/account-within-channel': {
    flaw: { declaration: { capabilitiesFor: () => ({ ...capabilities, content: ['location', 'contact'] }) } },
  },
  'definition/text-measure': {
    flaw: {
      declaration: {
        capabilities: {
          ...capabilities,
          text: { maxUnits: 200, encode: (text) => ({ units: text.length % 100, unsupported: [] }) },
        },
      },
    },
  },
  'settings/migrates-old': { flaw: { declaration: { migrateSettings: (stored) => stored } } },
  'settings/migration-of-garbage': {
    flaw: {
      declaration: {
        migrateSettings: (stored, from) =>
          from >= 2 ? stored : { token: (stored as { password: string }).password.trim() },
      },
    },
  },
};
