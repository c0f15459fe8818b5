import type { ErrorEntry } from './error-entry.js';

export const HUBSPOT_ERRORS = {
  CW_HUBSPOT_UNAUTHENTICATED: {
    message: 'HubSpot does not accept the credentials',
    remedy:
      'For a portal: connect it again, or replace its token. For an app: compare client id, client secret and developer API key with the app’s settings in HubSpot.',
  },
  CW_HUBSPOT_FORBIDDEN: {
    message: 'HubSpot does not allow this to the app',
    remedy: 'Add the scopes that are named to the app, and let the portal’s admin install it again.',
  },
  CW_HUBSPOT_REFUSED: {
    message: 'HubSpot refused the request',
    remedy: 'Mend what HubSpot names; with its correlation id HubSpot’s support can find the request.',
  },
  CW_HUBSPOT_BUSY: {
    message: 'HubSpot asks to wait',
    remedy: 'Try again later; what the connector itself sends waits and goes on by itself.',
  },
  CW_HUBSPOT_UNAVAILABLE: {
    message: 'HubSpot gave no usable answer',
    remedy: 'Look at status.hubspot.com and at the way there (DNS, proxy, firewall), and try again.',
  },
  CW_HUBSPOT_UNREADABLE: {
    message: 'HubSpot answered something unexpected',
    remedy:
      'See whether `apiBaseUrl` and `apiVersion` are right; if they are, report it with the HubSpot answer named.',
  },
} satisfies Record<string, ErrorEntry>;
