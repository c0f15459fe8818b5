import { describe, expect, it } from '@jest/globals';
import { configProblems } from '../../../src/config/config-problem.js';
import { parseConfig } from '../../../src/config/load-config.js';

const ACCOUNT = {
  key: 'line',
  portalId: '62515',
  channelAccountId: '1',
  deliveryIdentifier: { type: 'HS_PHONE_NUMBER', value: '+15550100' },
};

function written(outsideWindow: unknown, account: object = {}) {
  return {
    publicUrl: 'https://connector.example.com',
    encryptionKeys: [Buffer.alloc(32, 7).toString('base64')],
    apps: { main: { appId: 4711, clientId: 'client', clientSecrets: ['app-secret'] } },
    portals: [{ portalId: '62515', accessToken: 'portal-token' }],
    channels: {
      chat: { adapter: 'webhook', delivery: { outsideWindow }, accounts: [{ ...ACCOUNT, ...account }] },
    },
  };
}

const chatOf = (outsideWindow: unknown, account: object = {}) =>
  parseConfig(written(outsideWindow, account)).channels['chat']!;

function problemsOf(outsideWindow: unknown): string[] {
  try {
    parseConfig(written(outsideWindow));
  } catch (error) {
    return configProblems(error).map(({ path, problem, remedy }) => `${path} ${problem}. ${remedy}`);
  }
  return [];
}

const AT = 'channels.chat.delivery.outsideWindow';

describe('delivery.outsideWindow', () => {
  it('is fail where nothing is said', () => {
    expect(chatOf(undefined).delivery.outsideWindow).toEqual({ mode: 'fail' });
  });

  it('is a template, and a time for which a message is held', () => {
    const template = { name: 'hello', language: 'en_US', variables: ['{{text}}'] };
    expect(chatOf({ mode: 'template', template }).delivery.outsideWindow).toEqual({ mode: 'template', template });
    const held = { mode: 'template-then-hold', template: { name: 'hello' }, holdFor: '2d' };
    expect(chatOf(held).delivery.outsideWindow).toEqual({
      mode: 'template-then-hold',
      template: { name: 'hello', variables: [] },
      holdMs: 2 * 86_400_000,
    });
  });

  it('holds for a day where no time is given', () => {
    const { outsideWindow } = chatOf({ mode: 'template-then-hold', template: { name: 'hello' } }).delivery;
    expect(outsideWindow).toMatchObject({ holdMs: 86_400_000 });
  });

  it('may be another for one account', () => {
    const { accounts, delivery } = chatOf(
      { mode: 'template-then-hold', template: { name: 'hello' } },
      { delivery: { outsideWindow: 'fail' } },
    );
    expect([delivery.outsideWindow.mode, accounts[0]!.outsideWindow]).toEqual(['template-then-hold', { mode: 'fail' }]);
  });

  it('refuses what is no policy', () => {
    expect(problemsOf('templat')).toEqual([
      `${AT} has none of the possible forms. Write fail, or a map with mode and template.`,
    ]);
  });

  it('says which piece of a template is wrong', () => {
    expect(problemsOf({ mode: 'template' })).toEqual([expect.stringContaining(`${AT}.template is missing. Add it.`)]);
    expect(problemsOf({ mode: 'templates', template: { name: 'a' } })).toEqual([
      `${AT}.mode is none of the possible words. Write one of: template, template-then-hold.`,
    ]);
  });

  it('refuses a template that would lose the text', () => {
    expect(problemsOf({ mode: 'template', template: { name: 'hello', variables: ['Hello!'] } })).toEqual([
      expect.stringContaining(`${AT}.template.variables leaves the message’s text out`),
    ]);
  });

  it('refuses gaps that nothing can fill', () => {
    const template = { name: 'hello', variables: ['{{text}}', 'from {{agent}}'] };
    expect(problemsOf({ mode: 'template', template })).toEqual([
      `${AT}.template.variables[1] names something that is not known of a message. Of a message, {{text}} and {{to}} can be written.`,
    ]);
  });

  it('refuses a time that is too long, or that nothing waits for', () => {
    const template = { name: 'hello', variables: ['{{text}}'] };
    expect(problemsOf({ mode: 'template-then-hold', template, holdFor: '8d' })).toEqual([
      expect.stringContaining(`${AT}.holdFor is longer than 7d`),
    ]);
    expect(problemsOf({ mode: 'template', template, holdFor: '1d' })).toEqual([
      expect.stringContaining(`${AT}.holdFor is only for template-then-hold`),
    ]);
  });
});
