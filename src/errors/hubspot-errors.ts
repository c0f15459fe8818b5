import type { ErrorEntry } from './error-entry.js';

export const HUBSPOT_ERRORS = {
  CW_STATUS_REFUSED: {
    message: 'HubSpot does not take the status of a message',
    remedy: 'Mend what HubSpot names (scopes, the channel, the portal), then `channelwright dead-letters replay`.',
  },
  CW_STATUS_NO_MESSAGE: {
    message: 'HubSpot does not know the message a status is for',
    remedy:
      'Nothing, if the message was deleted; discard the dead letter. Else check `hubspotChannelId`, then replay it.',
  },
} satisfies Record<string, ErrorEntry>;
