import { describe, expect, it } from '@jest/globals';
import { planChannels, type WantedChannel } from '../../../../../src/cli/commands/channels/channel-plan.js';
import type { Channel } from '../../../../../src/hubspot/schemas/channel.js';

const URL = 'https://connector.example.com/hubspot/webhooks/main';
const CONNECT_URL = 'https://connector.example.com/connect/sms';
const CAPABILITIES = { richText: ['BOLD', 'ITALIC'], allowOutgoingMessages: true };

const wanted = (name: string, more: Partial<WantedChannel> = {}): WantedChannel => {
  return { name, configured: false, webhookUrl: URL, connectUrl: CONNECT_URL, capabilities: CAPABILITIES, ...more };
};
const listed = (id: string, name: string, more: Partial<Channel> = {}): Channel => {
  const urls = { webhookUrl: URL, channelAccountConnectionRedirectUrl: CONNECT_URL };
  return { id, name, ...urls, capabilities: CAPABILITIES, ...more };
};

describe('the plan for a channel', () => {
  it('is to create it where HubSpot has none', () => {
    expect(planChannels([wanted('sms')], [])).toEqual([{ name: 'sms', action: 'create' }]);
  });

  it('is to keep what is as it should be', () => {
    const plan = planChannels([wanted('sms', { id: '1' })], [listed('1', 'any name')]);
    expect(plan).toEqual([{ name: 'sms', action: 'keep', id: '1', learn: false }]);
  });

  it('does not mind the order of a list, nor capabilities of HubSpot that we do not know', () => {
    const capabilities = { ...CAPABILITIES, richText: ['ITALIC', 'BOLD'], newOne: 7 };
    expect(planChannels([wanted('sms', { id: '1' })], [listed('1', 'sms', { capabilities })])).toMatchObject([
      { action: 'keep' },
    ]);
  });

  it('is to update what differs, and says what that is', () => {
    const old = 'https://old.example.com';
    const urls = { webhookUrl: old, channelAccountConnectionRedirectUrl: old };
    const other = listed('1', 'sms', { ...urls, capabilities: { richText: [] } });
    expect(planChannels([wanted('sms', { id: '1' })], [other])).toEqual([
      {
        name: 'sms',
        action: 'update',
        id: '1',
        changes: ['webhookUrl', 'channelAccountConnectionRedirectUrl', 'capabilities'],
        learn: false,
      },
    ]);
  });

  it('stops where the configured id does not exist, in place of creating another', () => {
    expect(planChannels([wanted('sms', { id: '9', configured: true })], [listed('1', 'sms')])).toMatchObject([
      { action: 'stop' },
    ]);
  });

  it('looks again where a learnt id is gone', () => {
    expect(planChannels([wanted('sms', { id: '9' })], [])).toMatchObject([{ action: 'create' }]);
    expect(planChannels([wanted('sms', { id: '9' })], [listed('1', 'sms')])).toMatchObject([{ id: '1', learn: true }]);
  });
});

describe('a channel without a known id', () => {
  it('is recognised by its name, also under another URL', () => {
    const moved = listed('1', 'sms', { webhookUrl: 'https://old.example.com' });
    expect(planChannels([wanted('sms')], [moved])).toMatchObject([{ action: 'update', id: '1', learn: true }]);
  });

  it('is rather the one of its name that has our URL', () => {
    const foreign = listed('1', 'sms', { webhookUrl: 'https://staging.example.com' });
    expect(planChannels([wanted('sms')], [foreign, listed('2', 'sms')])).toMatchObject([{ action: 'keep', id: '2' }]);
  });

  it('is not guessed at where there are several', () => {
    expect(planChannels([wanted('sms')], [listed('1', 'sms'), listed('2', 'sms')])).toMatchObject([{ action: 'stop' }]);
  });

  it('is recognised by our URL where only one can be meant', () => {
    expect(planChannels([wanted('sms')], [listed('1', 'Old name')])).toMatchObject([{ action: 'keep', id: '1' }]);
    const plan = planChannels([wanted('sms'), wanted('whatsapp')], [listed('1', 'Old name')]);
    expect(plan).toMatchObject([{ action: 'create' }, { action: 'create' }]);
  });

  it('never takes the channel of another', () => {
    const plan = planChannels([wanted('sms', { id: '1' }), wanted('whatsapp')], [listed('1', 'whatsapp')]);
    expect(plan).toMatchObject([
      { name: 'sms', id: '1' },
      { name: 'whatsapp', action: 'create' },
    ]);
  });
});
