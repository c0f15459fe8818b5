import type { Logger } from '../../contract/logger.js';
import { type TraceParent, traceId } from '../../policy/traces.js';
import type { LifecycleEmitter } from '../../status/lifecycle-emitter.js';

/**
 * What an operator wants to read of without asking for it; at the level `debug` also what goes well. Ids and reasons only: no text, no
 * address. `correlation` is the same in every line about a message: HubSpot's id of it, or the key of a customer's message.
 */
export function logEvents(events: LifecycleEmitter, log: Logger): void {
  logMessages(events, log);
  logStatuses(events, log);
  events.on('publication.published', (told) => {
    log.debug('a customer’s message is in HubSpot', { ...ofPublication(told), message: told.messageId });
  });
  events.on('publication.failed', (told) => {
    log.warn('HubSpot does not take a customer’s message', { ...ofPublication(told), code: told.code });
  });
  events.on('dead-letter.added', ({ deadLetter, kind, code }) =>
    log.warn('a dead letter was kept', { deadLetter, kind, code }),
  );
  events.on('gate.closed', ({ gate, kind, class: failure, untilMs }) => {
    log.warn('a gate is closed: nothing behind it is sent', { gate, kind, class: failure, untilMs });
  });
  events.on('account.unclaimed', ({ app, portal, hubspotChannelId, channelAccountId }) => {
    const remedy = 'connect it again from HubSpot, or name it under `channels.*.accounts` in the configuration';
    const which = { app, portal, hubspotChannelId, channelAccountId };
    log.warn('HubSpot has made a channel account that nobody here has asked for', { ...which, remedy });
  });
  events.on('gate.opened', ({ gate }) => log.info('a gate is open again', { gate }));
}

function logMessages(events: LifecycleEmitter, log: Logger): void {
  events.on('message.failed', ({ reason, ...told }) => {
    log.warn('a message failed', { ...ofMessage(told), class: reason.class, code: reason.code });
  });
  events.on('message.uncertain', (told) => log.warn('nobody knows whether a message was sent', ofMessage(told)));
  events.on('message.accepted', (told) => log.debug('the provider has a message', ofMessage(told)));
  events.on('message.sent', (told) => log.debug('a message is sent', ofMessage(told)));
  events.on('message.delivered', (told) => log.debug('a message has arrived', ofMessage(told)));
  events.on('message.read', (told) => log.debug('a message was read', ofMessage(told)));
}

function logStatuses(events: LifecycleEmitter, log: Logger): void {
  events.on('status.synced', ({ status, lagMs, ...told }) => {
    log.debug('HubSpot has a status', { ...ofMessage(told), status, lagMs });
  });
  events.on('status.abandoned', ({ status, code, ...told }) => {
    log.warn('HubSpot does not take a status', { ...ofMessage(told), status, code });
  });
}

interface OfMessage {
  message: string;
  messageId: string;
  account: string;
  trace?: TraceParent;
}

function ofMessage({ message, messageId, account, trace }: OfMessage): Record<string, unknown> {
  return { message, account, correlation: messageId, ...ofTrace(trace) };
}

function ofPublication({ publication, account, trace }: { publication: string; account: string; trace?: TraceParent }) {
  return { publication, account, correlation: publication, ...ofTrace(trace) };
}

/** As OpenTelemetry names it in logs that are not its own. */
function ofTrace(trace: TraceParent | undefined): Record<string, unknown> {
  return trace === undefined ? {} : { trace_id: traceId(trace) };
}
