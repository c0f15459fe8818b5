/** What an entry of the webhooks journal tells. Facts: HubSpot, "Webhooks journal"; fields as seen in live answers. */
export type JournalEvent = {
  action: 'APP_INSTALL' | 'APP_UNINSTALL' | 'GDPR_DELETE';
  portalId: number;
  /** ISO 8601. */
  occurredAt: string;
  properties: Record<string, string | number>;
} & (
  | { type: 'app_lifecycle_event'; eventTypeId: string }
  | { type: 'gdpr_privacy_deletion'; objectTypeId: string; objectId: number }
);

/** One file of an app's journal, with one event. */
export interface JournalEntry {
  /** A UUID. */
  offset: string;
  appId: string;
  portalId: string;
  publishedAtMs: number;
  events: readonly JournalEvent[];
}

/** What an app wants to find in its journal. */
export interface JournalSubscription {
  id: string;
  appId: string;
  subscriptionType: string;
  actions: readonly string[];
  /** The type of the event, for the life of an app. */
  objectTypeId: string;
  /** Absent: every portal. */
  portalId?: string;
  properties: readonly string[];
  createdAtMs: number;
  updatedAtMs: number;
}
