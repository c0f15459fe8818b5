import { describe, expect, it } from '@jest/globals';
import type { ChannelAdapter } from '../../../../src/contract/channel-adapter.js';
import { TransportError } from '../../../../src/contract/http-transport.js';
import type { SendContext } from '../../../../src/contract/send-context.js';
import { OutgoingFiles } from '../../../../src/delivery/sending/outgoing-files.js';
import { SendContexts } from '../../../../src/delivery/sending/send-context.js';
import { PartSender } from '../../../../src/delivery/sending/send-part.js';
import { FileOpener } from '../../../../src/media/file-opener.js';
import { MediaLinks } from '../../../../src/media/media-links.js';
import type { PortalFiles } from '../../../../src/media/portal-files.js';
import { ManualScheduler } from '../../../../src/testing/manual-scheduler.js';
import { callScopes } from '../../../../src/transport/call-scope.js';
import { SilentLog } from '../../../fixtures/silent-log.js';
import { TEST_KEY } from '../../../fixtures/temp-store.js';

const FILE = { kind: 'file', usage: 'IMAGE', ref: { kind: 'hubspot', fileId: '7' } } as const;

/** Calls an adapter once, as the engine would. */
function calling(send: (ctx: SendContext) => Promise<unknown>, files: Partial<PortalFiles> = {}) {
  const scheduler = new ManualScheduler();
  const log = new SilentLog();
  const http = { request: () => Promise.reject(new Error('not in this test')) };
  const publicUrl = 'https://connector.example.com';
  const links = new MediaLinks({ publicUrl, encryptionKeys: [TEST_KEY], linkLifeMs: 1, clock: scheduler });
  const outgoing = new OutgoingFiles(new FileOpener(files as PortalFiles, http, scheduler), scheduler);
  const contexts = new SendContexts(files as PortalFiles, outgoing, links, publicUrl, log);
  const sender = new PartSender(contexts, { assertValid: () => undefined }, scheduler, log);
  const adapter = { send: (_part: unknown, ctx: SendContext) => send(ctx) } as unknown as ChannelAdapter;
  const account = { key: 'line', channel: 'sms', portalId: '1', address: { type: 'T', value: '1' }, settings: {} };
  const conversation = { key: 'k', address: { type: 'T', value: '2' }, aliases: [] };
  const facts = { app: 'main', portal: '1', account, conversation, correlation: 'c', attempt: 1 };
  const hard = new AbortController().signal;
  const outcome = sender.send(adapter, {} as never, facts as never, { hard, timeoutMs: 30_000 });
  return { scheduler, outcome };
}

describe('a call', () => {
  it('that ran out of time can send nothing any more: another attempt may be under way by then', async () => {
    const resumed = Promise.withResolvers<void>();
    const late = Promise.withResolvers<unknown>();
    const { scheduler, outcome } = calling(async () => {
      await resumed.promise;
      try {
        callScopes.getStore()!.assertLicensed();
        late.resolve('sent');
      } catch (error) {
        late.resolve(error);
      }
    });
    await scheduler.advance(30_000);
    expect(await outcome).toMatchObject({ kind: 'retry' });
    resumed.resolve();
    expect(await late.promise).toMatchObject({ message: 'the call is over' });
  });

  it('that threw before anything had left is tried again; after that it is uncertain', async () => {
    const before = calling(() => Promise.reject(new Error('no template')));
    expect(await before.outcome).toMatchObject({ kind: 'retry' });
    const after = calling(async (ctx) => {
      ctx.assertLicensed();
      throw new Error('connection lost');
    });
    expect(await after.outcome).toMatchObject({ kind: 'uncertain' });
    const transport = calling(() => Promise.reject(new TransportError('reset', 'unknown', 'reset')));
    expect(await transport.outcome).toMatchObject({ kind: 'uncertain', reason: { class: 'network' } });
    const upload = calling(() => Promise.reject(new TransportError('reset', 'yes', 'reset', { preparatory: true })));
    expect(await upload.outcome).toMatchObject({ kind: 'retry', reason: { class: 'network' } });
  });

  it('keeps nothing of what an adapter’s error quotes', async () => {
    const { outcome } = calling(async () => JSON.parse('the customer’s text'));
    expect(JSON.stringify(await outcome)).not.toContain('customer');
  });

  it('has sent nothing by asking HubSpot for a file', async () => {
    const asked = async () => {
      callScopes.getStore()?.requestStarted?.();
      return { ok: false, reason: { class: 'media-unavailable', scope: 'message' }, passing: true } as const;
    };
    const { outcome } = calling((ctx) => ctx.mediaUrl(FILE), { signed: asked });
    expect(await outcome).toEqual({ kind: 'retry', reason: { class: 'media-unavailable', scope: 'message' } });
  });

  it('whose file is gone for good is refused', async () => {
    const reason = { class: 'media-unavailable', scope: 'message' } as const;
    const { outcome } = calling((ctx) => ctx.mediaUrl(FILE), {
      signed: async () => ({ ok: false, reason, passing: false }),
    });
    expect(await outcome).toEqual({ kind: 'rejected', reason });
  });
});
