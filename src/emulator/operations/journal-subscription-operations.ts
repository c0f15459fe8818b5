import { z } from 'zod';
import type { ApiVersion } from '../../hubspot/api-version.js';
import { notFound } from '../answers/api-error.js';
import { NO_CONTENT, ok, type Reply } from '../answers/reply.js';
import { param } from '../api/lookups.js';
import type { AppCall, Operation } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { APP_EVENTS, subscriptionsOf } from '../installs/journal.js';
import type { JournalSubscription } from '../world/journal-entry.js';
import { isoTime } from '../world/views.js';
import type { World } from '../world/world.js';

const READ = ['developer.webhooks_journal.subscriptions.read'];
const WRITE = ['developer.webhooks_journal.subscriptions.write'];
const auth = 'client';

const paths =
  (rest = '') =>
  (version: ApiVersion): string[] =>
    version === '2026-03' || version === '2026-09' ? [`/webhooks-journal/subscriptions/${version}${rest}`] : [];

const lifecycleRequest = z.looseObject({
  subscriptionType: z.literal('APP_LIFECYCLE_EVENT'),
  eventTypeId: z.enum(Object.values(APP_EVENTS)),
  properties: z.array(z.string()),
});
/** The other types, which are about a portal's records. Only privacy deletions ever happen here. */
const recordRequest = z.looseObject({
  subscriptionType: z.enum(['OBJECT', 'ASSOCIATION', 'LIST_MEMBERSHIP', 'GDPR_PRIVACY_DELETION']),
  portalId: z.int(),
  actions: z.array(z.string()),
  objectTypeId: z.string().default(''),
  properties: z.array(z.string()).default([]),
});
const upsertRequest = z.discriminatedUnion('subscriptionType', [lifecycleRequest, recordRequest]);

/** What an app wants to find in its journal. Source: HubSpot OpenAPI "Webhooks journal". */
export const JOURNAL_SUBSCRIPTION_OPERATIONS: Operation[] = [
  {
    name: 'journal.subscriptions',
    method: 'GET',
    paths: paths(),
    auth,
    scopes: READ,
    handle: (call, world) => ok({ results: subscriptionsOf(call.appId, world).map(view) }),
  },
  { name: 'journal.subscribe', method: 'POST', paths: paths(), auth, scopes: WRITE, handle: upsert },
  {
    name: 'journal.subscription',
    method: 'GET',
    paths: paths('/:subscriptionId'),
    auth,
    scopes: READ,
    handle: (call, world) => ok(view(pathSubscription(call, world))),
  },
  {
    name: 'journal.unsubscribe',
    method: 'DELETE',
    paths: paths('/:subscriptionId'),
    auth,
    scopes: WRITE,
    handle: (call, world) => {
      world.state.journalSubscriptions.delete(pathSubscription(call, world).id);
      return NO_CONTENT;
    },
  },
  {
    name: 'journal.unsubscribePortal',
    method: 'DELETE',
    paths: paths('/portals/:portalId'),
    auth,
    scopes: WRITE,
    handle: unsubscribePortal,
  },
];

/** A subscription to the same thing is updated. */
function upsert(call: AppCall, world: World): Reply {
  const { state, scheduler } = world;
  const wanted = asSubscription(readBody(call, upsertRequest));
  const known = subscriptionsOf(call.appId, world).find(
    (one) =>
      one.subscriptionType === wanted.subscriptionType &&
      one.objectTypeId === wanted.objectTypeId &&
      one.portalId === wanted.portalId,
  );
  const now = scheduler.now();
  const subscription: JournalSubscription = {
    ...wanted,
    id: known?.id ?? state.newId('subscription'),
    appId: call.appId,
    createdAtMs: known?.createdAtMs ?? now,
    updatedAtMs: now,
  };
  state.journalSubscriptions.set(subscription.id, subscription);
  return ok(view(subscription));
}

type Wanted = Omit<JournalSubscription, 'id' | 'appId' | 'createdAtMs' | 'updatedAtMs'>;

function asSubscription(request: z.output<typeof upsertRequest>): Wanted {
  const { subscriptionType, properties } = request;
  if (request.subscriptionType !== 'APP_LIFECYCLE_EVENT') {
    const { actions, objectTypeId, portalId } = request;
    return { subscriptionType, properties, actions, objectTypeId, portalId: String(portalId) };
  }
  const actions = Object.entries(APP_EVENTS).flatMap(([action, id]) => (id === request.eventTypeId ? [action] : []));
  return { subscriptionType, properties, actions, objectTypeId: request.eventTypeId };
}

function pathSubscription(call: AppCall, world: World): JournalSubscription {
  const id = param(call, 'subscriptionId');
  const found = world.state.journalSubscriptions.get(id);
  if (found?.appId !== call.appId) throw notFound('subscription', id);
  return found;
}

function unsubscribePortal(call: AppCall, world: World): Reply {
  for (const { id, portalId } of subscriptionsOf(call.appId, world)) {
    if (portalId === param(call, 'portalId')) world.state.journalSubscriptions.delete(id);
  }
  return NO_CONTENT;
}

/** Live answers name the event type beside the specification's members. */
function view({ subscriptionType, actions, objectTypeId, properties, portalId, ...rest }: JournalSubscription) {
  const isLifecycle = subscriptionType === 'APP_LIFECYCLE_EVENT';
  return {
    id: Number(rest.id),
    appId: Number(rest.appId),
    subscriptionType,
    actions,
    objectTypeId,
    ...(isLifecycle ? { eventTypeId: objectTypeId } : {}),
    properties,
    ...(portalId === undefined ? {} : { portalId: Number(portalId) }),
    createdAt: isoTime(rest.createdAtMs),
    updatedAt: isoTime(rest.updatedAtMs),
  };
}
