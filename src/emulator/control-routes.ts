import findMyWay from 'find-my-way';
import { z } from 'zod';
import { ApiError } from './answers/api-error.js';
import { ok, type Reply } from './answers/reply.js';
import type { EmulatorControl } from './control.js';
import { faultSchema } from './faults/fault.js';
import { OPERATION_NAMES } from './faults/operation-names.js';
import { privacyDeletionSchema } from './installs/privacy-deletion.js';
import { agentSendSchema } from './messages/agent-send.js';
import { seedSchema } from './seed-settings.js';
import { switchChangeSchema } from './world/switches.js';

interface ControlCall {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

type ControlHandler = (call: ControlCall, control: EmulatorControl) => unknown;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export const CONTROL_PREFIX = '/_emulator';

const id = z.string();
const messageFilter = z.strictObject({
  portalId: id.optional(),
  accountId: id.optional(),
  threadId: id.optional(),
  direction: z.enum(['INCOMING', 'OUTGOING']).optional(),
  origin: z.enum(['inbox', 'published']).optional(),
});
const threadFilter = z.strictObject({ portalId: id.optional(), accountId: id.optional() });
const tokenFilter = z.strictObject({ appId: id.optional(), portalId: id.optional() }).default({});
const requestFilter = z.strictObject({
  operation: z.enum(OPERATION_NAMES).optional(),
  method: z.string().optional(),
  portalId: id.optional(),
  path: z.string().optional(),
  status: z.coerce.number().optional(),
  sinceMs: z.coerce.number().optional(),
});
const quotaLimit = z.strictObject({ requests: z.int().min(1), perMs: z.int().min(1) });
const grant = z.strictObject({ appId: id, portalId: id, scopes: z.array(z.string()) });
const place = z.strictObject({ appId: id, portalId: id });
const codeGrant = grant.extend({ redirectUri: z.url().optional(), challenge: z.string().optional() });
const connection = z.strictObject({ channelId: id, portalId: id, inboxId: id.optional() });
const accountChange = z.strictObject({ name: z.string().optional(), authorized: z.boolean().optional() });

/** Method and path under `/_emulator`. */
const ROUTES: [Method, string, ControlHandler][] = [
  ['POST', '/seed', ({ body }, control) => control.seed(seedSchema.optional().parse(body))],
  ['POST', '/agent-messages', ({ body }, control) => control.agentSend(agentSendSchema.parse(body))],
  ['GET', '/messages', ({ query }, control) => control.messages(messageFilter.parse(query))],
  ['GET', '/messages/:id', ({ params }, control) => control.message(params['id']!)],
  ['GET', '/threads', ({ query }, control) => control.threads(threadFilter.parse(query))],
  ['GET', '/threads/:id', ({ params }, control) => control.thread(params['id']!)],
  ['GET', '/requests', ({ query }, control) => control.requests(requestFilter.parse(query))],
  ['GET', '/webhooks', (_, control) => control.webhooks()],
  ['GET', '/quota', (_, control) => control.quota()],
  ['PUT', '/quota', ({ body }, control) => control.setQuota(quotaLimit.parse(body))],
  ['GET', '/faults', (_, control) => control.faults()],
  ['POST', '/faults', ({ body }, control) => control.addFault(faultSchema.parse(body))],
  ['DELETE', '/faults', (_, control) => control.clearFaults()],
  ['DELETE', '/faults/:id', ({ params }, control) => control.removeFault(params['id']!)],
  ['POST', '/late/release', async (_, control) => ({ released: await control.releaseLate() })],
  ['GET', '/switches', (_, control) => control.switches()],
  ['PATCH', '/switches', ({ body }, control) => control.turnSwitches(switchChangeSchema.parse(body))],
  ['POST', '/tokens', ({ body }, control) => control.issueAccessToken(grant.parse(body))],
  ['POST', '/tokens/expire', ({ body }, control) => ({ expired: control.expireTokens(tokenFilter.parse(body)) })],
  [
    'POST',
    '/tokens/revoke',
    ({ body }, control) => ({ revoked: control.revokeRefreshTokens(tokenFilter.parse(body)) }),
  ],
  ['POST', '/authorizations', ({ body }, control) => ({ code: control.authorize(codeGrant.parse(body)) })],
  [
    'POST',
    '/installs',
    ({ body }, control) => control.install(place.extend({ scopes: z.array(z.string()).optional() }).parse(body)),
  ],
  ['GET', '/installs', ({ query }, control) => control.installs(tokenFilter.parse(query))],
  ['POST', '/uninstalls', ({ body }, control) => control.uninstall(place.parse(body))],
  ['POST', '/privacy-deletions', ({ body }, control) => control.privacyDeletion(privacyDeletionSchema.parse(body))],
  ['GET', '/journal', ({ query }, control) => control.journal(tokenFilter.parse(query))],
  ['POST', '/connections', ({ body }, control) => control.beginConnection(connection.parse(body))],
  ['POST', '/connections/:token/complete', ({ params }, control) => control.completeConnection(params['token']!)],
  [
    'PATCH',
    '/accounts/:id',
    ({ params, body }, control) => control.changeAccount(params['id']!, accountChange.parse(body)),
  ],
  ['DELETE', '/accounts/:id', ({ params }, control) => control.purgeAccount(params['id']!)],
  ['POST', '/reset', (_, control) => control.reset()],
];

export type ControlRouter = (method: string, target: string, body: Uint8Array) => Promise<Reply>;

/** The control API over HTTP. */
export function createControlRouter(control: EmulatorControl): ControlRouter {
  const router = findMyWay({ ignoreTrailingSlash: true });
  for (const [method, path, handler] of ROUTES) router.on(method, CONTROL_PREFIX + path, () => undefined, { handler });
  return async (method, target, body) => {
    const { pathname, searchParams } = new URL(target, 'http://emulator');
    const found = router.find(method as Method, pathname);
    if (!found) return failure(404, 'There is no such control.');
    const { handler } = found.store as { handler: ControlHandler };
    const params = found.params as Record<string, string>;
    try {
      const call = { params, query: Object.fromEntries(searchParams), body: parse(body) };
      const result = await handler(call, control);
      return result === undefined ? { status: 204, empty: true } : ok(result);
    } catch (error) {
      return failureOf(error);
    }
  };
}

function parse(body: Uint8Array): unknown {
  return body.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(body));
}

function failureOf(error: unknown): Reply {
  if (error instanceof ApiError) return failure(error.status, error.message);
  if (error instanceof z.ZodError) return failure(400, z.prettifyError(error));
  if (error instanceof SyntaxError) return failure(400, 'The body is not JSON.');
  throw error;
}

function failure(status: number, message: string): Reply {
  return ok({ message }, status);
}
