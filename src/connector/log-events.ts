import type { Logger } from '../contract/logger.js';
import type { LifecycleEmitter } from '../status/lifecycle-emitter.js';

/** What an operator wants to read of without asking for it. Ids and reasons only: no text, no address. */
export function logEvents(events: LifecycleEmitter, log: Logger): void {
  events.on('message.failed', ({ message, account, reason }) => {
    log.warn('a message failed', { message, account, class: reason.class, code: reason.code });
  });
  events.on('message.uncertain', ({ message, account }) => {
    log.warn('nobody knows whether a message was sent', { message, account });
  });
  events.on('status.abandoned', ({ message, status, code }) => {
    log.warn('HubSpot does not take a status', { message, status, code });
  });
  events.on('publication.failed', ({ publication, account, code }) => {
    log.warn('HubSpot does not take a customer’s message', { publication, account, code });
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
