import { z } from 'zod';
import { looseDeliveryIdentifier } from './delivery-identifier.js';
import { decorative, id, listOf, timestamp } from './lenient.js';
import { messageFields } from './message.js';
import { withoutNulls } from './without-nulls.js';

const envelope = {
  portalId: id,
  eventTimestamp: decorative(timestamp),
  eventId: decorative(id),
};

/** `channelId` is also inside the message: either will do. */
const outgoingMessage = z
  .looseObject({
    ...envelope,
    channelId: decorative(id),
    channelIntegrationThreadIds: listOf(id),
    message: z.looseObject(messageFields),
  })
  .transform((event, issue) => {
    const channelId = event.channelId ?? event.message.channelId;
    if (channelId !== undefined) return { ...event, channelId };
    issue.addIssue({ code: 'custom', path: ['channelId'], message: 'is missing' });
    return z.NEVER;
  });

const accountEvent = z.looseObject({
  ...envelope,
  type: z.enum(['CHANNEL_ACCOUNT_CREATED', 'CHANNEL_ACCOUNT_UPDATED', 'CHANNEL_ACCOUNT_PURGED']),
  channelId: id,
  channelAccountId: id,
  channelAccountDeliveryIdentifier: decorative(looseDeliveryIdentifier),
});

export type OutgoingMessageEvent = z.infer<typeof outgoingMessage>;
export type WebhookMessage = OutgoingMessageEvent['message'];
export type ChannelAccountEvent = z.infer<typeof accountEvent>;

/** Whatever could be made out of a body that is not one of the four events. */
export interface WebhookTrace {
  eventType?: string;
  portalId?: string;
  channelId?: string;
}

/** What a webhook of a custom channel says. */
export type HubSpotWebhook =
  /** `OUTGOING_CHANNEL_MESSAGE_CREATED` */
  | { kind: 'message'; event: OutgoingMessageEvent }
  /** `CHANNEL_ACCOUNT_CREATED`, `CHANNEL_ACCOUNT_UPDATED`, `CHANNEL_ACCOUNT_PURGED`, by `event.type` */
  | { kind: 'account'; event: ChannelAccountEvent }
  /** A type this version does not know: to be stored and acknowledged. */
  | ({ kind: 'unknown' } & WebhookTrace)
  /** Not JSON, not an object, or one of the four without what it is about. `detail` holds no content of the message. */
  | ({ kind: 'unparsable'; detail: string } & WebhookTrace);

/**
 * Reads a verified webhook of a custom channel. Lenient: no complete body is published, so only what names the message or
 * the account is required. Never throws.
 *
 * @param body the bytes as they came
 */
export function parseHubSpotWebhook(body: Uint8Array): HubSpotWebhook {
  let json: unknown;
  try {
    json = withoutNulls(JSON.parse(new TextDecoder().decode(body)));
  } catch {
    return { kind: 'unparsable', detail: 'the body is not JSON' };
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { kind: 'unparsable', detail: 'the body is not a JSON object' };
  }
  return parseEvent(json, traceOf(json));
}

function parseEvent(json: object, trace: WebhookTrace): HubSpotWebhook {
  switch (trace.eventType) {
    case 'OUTGOING_CHANNEL_MESSAGE_CREATED': {
      const read = outgoingMessage.safeParse(json);
      return read.success ? { kind: 'message', event: read.data } : unparsable(read.error, trace);
    }
    case 'CHANNEL_ACCOUNT_CREATED':
    case 'CHANNEL_ACCOUNT_UPDATED':
    case 'CHANNEL_ACCOUNT_PURGED': {
      const read = accountEvent.safeParse(json);
      return read.success ? { kind: 'account', event: read.data } : unparsable(read.error, trace);
    }
    case undefined:
      return { kind: 'unparsable', detail: 'type: is missing', ...trace };
    default:
      return { kind: 'unknown', ...trace };
  }
}

function unparsable(error: z.ZodError, trace: WebhookTrace): HubSpotWebhook {
  const detail = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join('; ');
  return { kind: 'unparsable', detail, ...trace };
}

const traceSchema = z.object({
  type: decorative(z.string()),
  portalId: decorative(id),
  channelId: decorative(id),
});

function traceOf(json: object): WebhookTrace {
  const { type, portalId, channelId } = traceSchema.parse(json);
  return {
    ...(type === undefined ? {} : { eventType: type }),
    ...(portalId === undefined ? {} : { portalId }),
    ...(channelId === undefined ? {} : { channelId }),
  };
}
