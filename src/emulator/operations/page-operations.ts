import type { Operation } from '../api/operation.js';
import { connectedPage, connectPage, openConnect } from '../pages/connect-page.js';
import { consentAnswer, consentPage } from '../pages/consent-page.js';
import { inboxPage, portalsPage, settingsPage, writeMessage } from '../pages/inbox-page.js';
import { asPage } from '../pages/page.js';

const auth = 'open';
const CONSENT = ['/oauth/authorize', '/oauth/:portalId/authorize'];
const CONNECT = '/inbox/:portalId/connect/:channelId';

/** HubSpot's own pages, as far as an app meets them; the inbox to play in besides. */
export const PAGE_OPERATIONS: Operation[] = [
  { name: 'pages.consent', method: 'GET', paths: () => CONSENT, auth, handle: asPage(consentPage) },
  { name: 'pages.consentAnswer', method: 'POST', paths: () => CONSENT, auth, handle: asPage(consentAnswer) },
  { name: 'pages.connect', method: 'GET', paths: () => [CONNECT], auth, handle: asPage(connectPage) },
  { name: 'pages.openConnect', method: 'POST', paths: () => [CONNECT], auth, handle: asPage(openConnect) },
  {
    name: 'pages.connected',
    method: 'GET',
    paths: () => ['/connected/:accountToken'],
    auth,
    handle: asPage(connectedPage),
  },
  { name: 'pages.portals', method: 'GET', paths: () => ['/inbox'], auth, handle: asPage(portalsPage) },
  { name: 'pages.inbox', method: 'GET', paths: () => ['/inbox/:portalId'], auth, handle: asPage(inboxPage) },
  {
    name: 'pages.write',
    method: 'POST',
    paths: () => ['/inbox/:portalId/messages'],
    auth,
    handle: asPage(writeMessage),
  },
  {
    name: 'pages.settings',
    method: 'GET',
    paths: () => ['/live-messages-settings/:portalId', '/live-messages-settings/:portalId/inboxes/:inboxId'],
    auth,
    handle: asPage(settingsPage),
  },
];
