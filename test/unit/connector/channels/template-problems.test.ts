import { describe, expect, it } from '@jest/globals';
import twilio from '../../../../adapters/twilio/index.js';
import webhook from '../../../../adapters/webhook/index.js';
import type { AccountSeed, ChannelConfig } from '../../../../src/config/connector-config.js';
import type { OutsideWindow } from '../../../../src/config/outside-window.js';
import { templateProblems } from '../../../../src/connector/channels/template-problems.js';
import type { AdapterDefinition } from '../../../../src/contract/adapter-definition.js';

const DAY = 86_400_000;
const FAIL: OutsideWindow = { mode: 'fail' };
const HOLD: OutsideWindow = { mode: 'template-then-hold', template: { name: 'a', variables: [] }, holdMs: 2 * DAY };
const LOGIN = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a-token' };

function problems(
  adapter: unknown,
  outsideWindow: OutsideWindow,
  account?: { settings: Record<string, string>; outsideWindow: OutsideWindow },
  contentMs = 14 * DAY,
): string[] {
  const address = { type: 'HS_PHONE_NUMBER', value: '+15550100' } as const;
  const seed = { key: 'a', portalId: '1', channelAccountId: '1', deliveryIdentifier: address };
  const accounts = account ? [{ ...seed, path: 'channels.chat.accounts[0]', ...account } satisfies AccountSeed] : [];
  const channel = { name: 'chat', delivery: { outsideWindow }, accounts } as unknown as ChannelConfig;
  const config = { file: 'cw.yaml', retention: { statesMs: 0, contentMs, disconnectedMs: 0 } };
  return templateProblems(channel, adapter as AdapterDefinition, config).map(
    ({ path, problem }) => `${path} ${problem}`,
  );
}

describe('a configured template', () => {
  it('is well where the adapter sends templates', () => {
    expect(problems(twilio, HOLD)).toEqual([]);
    expect(problems(webhook, FAIL)).toEqual([]);
  });

  it('is a mistake where the adapter sends none', () => {
    expect(problems(webhook, HOLD)).toEqual([
      'channels.chat.delivery.outsideWindow names a template, and the adapter "webhook" sends none here',
    ]);
  });

  it('is a mistake for an account that takes none, though the adapter does', () => {
    const account = (from: string) => ({ settings: { ...LOGIN, from }, outsideWindow: HOLD });
    expect(problems(twilio, FAIL, account('whatsapp:+15550100'))).toEqual([]);
    expect(problems(twilio, FAIL, account('+15550100'))).toEqual([
      'channels.chat.accounts[0].delivery.outsideWindow names a template, and the adapter "twilio" sends none here',
    ]);
  });

  it('is left alone where the account’s settings are wrong anyway', () => {
    expect(problems(twilio, FAIL, { settings: {}, outsideWindow: HOLD })).toEqual([]);
  });

  it('cannot be waited behind for longer than content is kept', () => {
    expect(problems(twilio, HOLD, undefined, DAY)).toEqual([
      'channels.chat.delivery.outsideWindow holds messages for longer than their content is kept',
    ]);
  });
});
