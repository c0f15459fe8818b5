import { createHmac } from 'node:crypto';
import type { JournalEntry, JournalEvent, JournalSubscription } from '../world/journal-entry.js';
import type { Installation } from '../world/model.js';
import { isoTime } from '../world/views.js';
import type { World } from '../world/world.js';

/** The event types of an app's life. Source: HubSpot OpenAPI "Webhooks". */
export const APP_EVENTS = { APP_INSTALL: '4-1909196', APP_UNINSTALL: '4-1916193' } as const;

/** HubSpot's type of contacts. */
export const CONTACTS = '0-1';

/** An app was installed or uninstalled: told to the app, where it has subscribed to that. */
export function tellAppLifecycle(action: keyof typeof APP_EVENTS, install: Installation, world: World): void {
  const { appId, portalId, userId } = install;
  const eventTypeId = APP_EVENTS[action];
  const subscribed = subscriptionsOf(appId, world).some(
    (one) => one.subscriptionType === 'APP_LIFECYCLE_EVENT' && one.objectTypeId === eventTypeId,
  );
  if (!subscribed) return;
  append(appId, portalId, world, {
    type: 'app_lifecycle_event',
    action,
    portalId: Number(portalId),
    eventTypeId,
    occurredAt: isoTime(world.scheduler.now()),
    properties: { hs_app_id: Number(appId), hs_app_install_level: 'PORTAL', hs_user_id: Number(userId) },
  });
}

export interface DeletedContact {
  portalId: string;
  /** HubSpot's id of the contact. */
  objectId: string;
  properties: Record<string, string>;
}

/** A contact was deleted for privacy: told to every app that has subscribed to that for the portal. */
export function tellPrivacyDeletion({ portalId, objectId, properties }: DeletedContact, world: World): void {
  for (const { appId } of world.state.apps.values()) {
    const subscribed = subscriptionsOf(appId, world).some(
      (one) =>
        one.subscriptionType === 'GDPR_PRIVACY_DELETION' &&
        one.portalId === portalId &&
        one.objectTypeId === CONTACTS &&
        one.actions.includes('GDPR_DELETE'),
    );
    if (!subscribed) continue;
    append(appId, portalId, world, {
      type: 'gdpr_privacy_deletion',
      action: 'GDPR_DELETE',
      portalId: Number(portalId),
      objectTypeId: CONTACTS,
      objectId: Number(objectId),
      occurredAt: isoTime(world.scheduler.now()),
      properties,
    });
  }
}

/** An app's entries that have not been forgotten, oldest first. */
export function journalOf(appId: string, portalId: string | undefined, world: World): JournalEntry[] {
  const since = world.scheduler.now() - world.switches.journalRetentionMs;
  return [...world.state.journal.values()].filter(
    (entry) =>
      entry.appId === appId && entry.publishedAtMs > since && (portalId === undefined || entry.portalId === portalId),
  );
}

export function subscriptionsOf(appId: string, { state }: World): JournalSubscription[] {
  return [...state.journalSubscriptions.values()].filter((one) => one.appId === appId);
}

/** A link to the file of an entry: whoever has it may read, until it expires. */
export function journalLink(offset: string, expiresAtMs: number, world: World): string {
  return `${world.baseUrl()}/journal-files/${offset}?expires=${expiresAtMs}&signature=${sign(offset, expiresAtMs, world)}`;
}

export function isJournalLink(offset: string, query: URLSearchParams, world: World): boolean {
  const expiresAtMs = Number(query.get('expires'));
  return world.scheduler.now() < expiresAtMs && query.get('signature') === sign(offset, expiresAtMs, world);
}

function sign(offset: string, expiresAtMs: number, { linkSecret }: World): string {
  return createHmac('sha256', linkSecret).update(`journal/${offset}/${expiresAtMs}`).digest('base64url');
}

function append(appId: string, portalId: string, { state, random, scheduler }: World, event: JournalEvent): void {
  const offset = random.uuid();
  state.journal.set(offset, { offset, appId, portalId, publishedAtMs: scheduler.now(), events: [event] });
}
