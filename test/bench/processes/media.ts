import { createServer } from 'node:http';
import { multipartBody } from 'channelwright/adapter';
import { OutgoingFiles } from '../../../src/delivery/sending/outgoing-files.js';
import { createHubSpotClient } from '../../../src/hubspot/client/hubspot-client.js';
import { staticTokens } from '../../../src/hubspot/oauth/static-tokens.js';
import { PortalQuota } from '../../../src/hubspot/quota/portal-quota.js';
import { BodyBudget } from '../../../src/ingress/http/body-budget.js';
import { createMediaRoute } from '../../../src/ingress/media/media-route.js';
import { nodeHandler } from '../../../src/ingress/node-handler.js';
import { FileOpener } from '../../../src/media/file-opener.js';
import { MediaLinks } from '../../../src/media/media-links.js';
import { systemScheduler } from '../../../src/policy/system-scheduler.js';
import { HubSpotPublicationCalls } from '../../../src/publication/hubspot-publication-calls.js';
import { type Transfer, transferFile } from '../../../src/publication/transfer-file.js';
import { UndiciTransport } from '../../../src/transport/undici-transport.js';
import { portalFiles } from '../../fixtures/portal-files.js';
import { NoLog } from '../traffic/no-log.js';
import { answerParent } from './answer-parent.js';
import { listen } from './listen.js';

const OWNER = { app: 'main', portal: '62515' };
const MOST_BYTES = 1_000_000_000;
const scheduler = systemScheduler;
const http = new UndiciTransport({ scheduler, allowPrivate: ['127.0.0.0/8'] });

/** All that files pass through in a connector, in a process of its own whose memory is looked at. */
function machinery(farSide: string) {
  const quota = new PortalQuota(scheduler, { requests: 10_000, perMs: 10_000 });
  const tokens = staticTokens('token');
  const client = createHubSpotClient({ http, clock: scheduler, baseUrl: farSide, quota, tokens, version: 'v3' });
  const portals = { of: () => ({ client, quota }), heldUntil: () => undefined };
  const files = portalFiles(portals, scheduler);
  const opener = new FileOpener(files, http, scheduler);
  const links = new MediaLinks({
    publicUrl: 'http://127.0.0.1',
    encryptionKeys: [new Uint8Array(32)],
    linkLifeMs: 3_600_000,
    clock: scheduler,
  });
  const counters = { called: () => undefined, served: () => undefined };
  const route = createMediaRoute({ links, files, opener, counters, scheduler, log: new NoLog() });
  const ingress = {
    route: (_: string, url: string) => ({
      maxBodyBytes: 0,
      audience: 'operator' as const,
      handle: (request: Parameters<typeof route.answer>[1]) => route.answer(url.split('/')[2] ?? '', request),
    }),
    handle: () => Promise.reject(new Error('not here')),
    bodies: new BodyBudget(),
    giveUp: () => ({ status: 400, headers: {}, body: '' }),
  };
  const outgoing = new OutgoingFiles(opener, scheduler);
  const calls = new HubSpotPublicationCalls(portals);
  return { links, ingress, outgoing, calls };
}

let parts: ReturnType<typeof machinery>;
let origin: string;
let farSide: string;

const fileOf = (bytes: number) => ({
  kind: 'file' as const,
  usage: 'OTHER' as const,
  ref: { kind: 'hubspot' as const, fileId: String(bytes) },
});

answerParent({
  async start(given: { farSide: string }) {
    farSide = given.farSide;
    parts = machinery(farSide);
    origin = await listen(createServer(nodeHandler(parts.ingress, { scheduler })));
  },
  /** The link under which a provider or a customer fetches a file of so many bytes. */
  link({ bytes }: { bytes: number }) {
    return origin + new URL(parts.links.short(OWNER, fileOf(bytes))).pathname;
  },
  /** From HubSpot to a provider, as a form. */
  async upload({ bytes }: { bytes: number }) {
    const media = { rules: [{ types: ['*'], maxBytes: MOST_BYTES, mode: 'upload' as const }], maxCount: 1 };
    const call = { ...OWNER, media, signal: new AbortController().signal, fileFailed: () => undefined };
    const stream = await parts.outgoing.open(call, fileOf(bytes));
    const form = multipartBody({ purpose: 'media' }, { field: 'file', name: 'a.bin', stream });
    const answer = await http.request({ method: 'POST', url: `${farSide}/provider`, preparatory: true, ...form });
    return answer.text();
  },
  /** From a provider into HubSpot Files. */
  async bringIn({ bytes }: { bytes: number }) {
    const transfer = {
      row: { ...OWNER, account: 'line', channel: 'chat' },
      file: { name: 'm1' },
      item: { ...fileOf(bytes), ref: { kind: 'url', url: `${farSide}/bytes/${bytes}` } },
      channel: { media: { maxBytes: MOST_BYTES }, adapter: {} },
      account: {},
    } as unknown as Transfer;
    return transferFile({ http, scheduler, calls: parts.calls }, transfer, new AbortController().signal);
  },
  /** The most memory this process ever had, bytes. */
  peak: () => process.resourceUsage().maxRSS * 1_024,
});
