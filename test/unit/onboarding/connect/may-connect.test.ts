import { describe, expect, it } from '@jest/globals';
import twilio from '../../../../adapters/twilio/index.js';
import webhook from '../../../../adapters/webhook/index.js';
import type { ChannelConfig } from '../../../../src/config/connector-config.js';
import type { AddressType } from '../../../../src/contract/address.js';
import type { ChannelRuntime } from '../../../../src/directory/channels/channel-runtime.js';
import type { PortalRow } from '../../../../src/directory/portals/portal-row.js';
import { mayConnect, type WantedAddress } from '../../../../src/onboarding/connect/may-connect.js';

const ADDRESS = { type: 'HS_PHONE_NUMBER' as AddressType, value: '+15550100' };
const TWILIO = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'token-of-it',
  messagingServiceSid: `MG${'0'.repeat(32)}`,
};

type Portal = Pick<PortalRow, 'app' | 'portal' | 'state'>;

const OWN: Portal = { app: 'main', portal: '1', state: 'connected' };
const OTHER: Portal = { app: 'main', portal: '2', state: 'degraded' };

function may(
  definition: unknown,
  wanted: Partial<WantedAddress> = {},
  { portals = [OWN, OTHER], connectable = [] }: { portals?: Portal[]; connectable?: ChannelConfig['connectable'] } = {},
): boolean {
  const channel = { name: 'sms', app: 'main', definition, adapter: { validateAccount: async () => ({}) } };
  return mayConnect(
    { portals: { all: () => portals as PortalRow[] }, channelConfigs: { sms: { connectable } } },
    channel as unknown as ChannelRuntime,
    { portalId: '1', address: ADDRESS, settings: {}, candidates: [], ...wanted },
  );
}

describe('an address', () => {
  it('of which nothing proves whose it is has to be listed for the portal', () => {
    expect(may(webhook)).toBe(false);
    // The provider, or whoever stands in for it at a URL of the account, may say what it likes.
    expect(may(webhook, { candidates: [ADDRESS] })).toBe(false);
    expect(may(webhook, {}, { connectable: [{ portalId: '1', addresses: [ADDRESS.value] }] })).toBe(true);
    expect(may(webhook, {}, { connectable: [{ portalId: '1', addresses: ['*'] }] })).toBe(true);
    expect(may(webhook, {}, { connectable: [{ portalId: '1', addresses: ['+15550101'] }] })).toBe(false);
    expect(may(webhook, {}, { connectable: [{ portalId: '2', addresses: ['*'] }] })).toBe(false);
  });

  it('is free where the app is in no other portal', () => {
    expect(may(webhook, {}, { portals: [OWN] })).toBe(true);
    expect(may(webhook, {}, { portals: [OWN, { ...OTHER, app: 'staging' }] })).toBe(true);
    expect(may(webhook, {}, { portals: [OWN, { ...OTHER, state: 'purged' }] })).toBe(true);
  });

  it('is proven where the provider names it, and where webhooks name the account by its credentials', () => {
    const telling = { ...webhook, addressProof: undefined };
    expect(may(telling, { candidates: [ADDRESS] })).toBe(true);
    expect(may(telling)).toBe(false);
    expect(may(twilio, { settings: TWILIO })).toBe(true);
  });
});
