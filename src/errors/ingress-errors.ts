import type { ErrorEntry } from './error-entry.js';

export const INGRESS_ERRORS = {
  CW_ROUTE_UNKNOWN: {
    message: 'Nothing is served at this URL',
    remedy:
      'HubSpot calls `/hubspot/webhooks/{app}`, providers call `/providers/{channel}` or `/providers/{channel}/{accountKey}`, people open `/oauth/{app}/install`, all under the path of `publicUrl`.',
  },
  CW_METHOD_NOT_ALLOWED: {
    message: 'This URL takes POST only',
    remedy: 'Send the webhook by POST.',
  },
  CW_APP_UNKNOWN: {
    message: 'There is no such app',
    remedy:
      'Use a name under `apps:` in the webhook URL; `channelwright channels sync` registers the right URL with HubSpot.',
  },
  CW_CHANNEL_UNKNOWN: {
    message: 'There is no such channel',
    remedy: 'Use a name under `channels:` in the webhook URL you give to the provider.',
  },
  CW_ACCOUNT_UNKNOWN: {
    message: 'There is no such account on this channel',
    remedy: 'Use the key of an active account in the webhook URL; `channelwright accounts list` shows them.',
  },
  CW_DIRECTORY_BEHIND: {
    message: 'This process does not know all of its accounts yet',
    remedy:
      'The sender tries again. If it goes on, see in `channelwright fleet` whether the replica that owns the slots of their portals is at work: it has to plant what is new in the configuration.',
  },
  CW_WEBHOOKS_NOT_SUPPORTED: {
    message: 'The adapter of this channel takes no webhooks',
    remedy: 'Remove the webhook at the provider: this adapter receives in another way.',
  },
  CW_SIGNATURE_MISSING: {
    message: 'The webhook is not signed',
    remedy: 'Only HubSpot may call this URL; look at what else does, or at a proxy that drops headers.',
  },
  CW_SIGNATURE_STALE: {
    message: 'The webhook was signed too long ago, or in the future',
    remedy: 'Set the clock of this machine (NTP); otherwise an old request is being replayed.',
  },
  CW_SIGNATURE_MISMATCH: {
    message: 'The signature of the webhook does not match',
    remedy:
      'Check that `clientSecrets` holds the secret of this app and that `publicUrl` is exactly the URL that is registered with HubSpot; a proxy must not alter body, path or query.',
  },
  CW_PROVIDER_REFUSED: {
    message: 'The webhook is not genuine',
    remedy:
      'Check the webhook secret in the settings, and that the provider calls the URL of this channel, beginning with exactly `publicUrl`.',
  },
  CW_BODY_TOO_LARGE: {
    message: 'The body is too large',
    remedy: 'No genuine webhook is this large; look at who sends it.',
  },
  CW_BODY_TOO_SLOW: {
    message: 'The body did not arrive in time',
    remedy: 'Look at the network between the sender, a proxy and this process; the sender tries again.',
  },
  CW_BODIES_TOO_MANY: {
    message: 'Too much is being received at once',
    remedy:
      'The sender tries again. If it goes on, look at who sends so much, and let a proxy before this process hold back what is not from HubSpot or a provider.',
  },
  CW_ADAPTER_THREW: {
    message: 'The adapter failed on this webhook',
    remedy: 'This is a bug of the adapter; the log names it. Nothing was stored, so the provider will try again.',
  },
  CW_ADAPTER_TOO_SLOW: {
    message: 'The adapter did not say in time whether this webhook is genuine',
    remedy:
      'Nothing was stored, so the provider will try again. An adapter should authenticate without asking anybody; the log names it.',
  },
  CW_INTERNAL: {
    message: 'The request could not be handled',
    remedy: 'This is a bug; the log has the cause. Nothing was acknowledged, so the sender will try again.',
  },
  CW_WEBHOOK_UNPARSABLE: {
    message: 'A genuine webhook, or an entry of HubSpot’s webhooks journal, could not be read',
    remedy:
      'It is kept as it came: `channelwright dead-letters list` shows it. Update the adapter (or this framework, for HubSpot), then replay it.',
  },
  CW_JOURNAL_ENTRY_MISSED: {
    message: 'HubSpot did not give an entry of its webhooks journal',
    remedy:
      'Those behind it were read. It may have told of an uninstall or of a privacy deletion: `channelwright dead-letters replay` asks HubSpot for it again, which keeps entries for a few days. Where it stays so, ask HubSpot what is in it, and do it by hand.',
  },
  CW_EVENT_ACCOUNT_FOREIGN: {
    message: 'An event belongs to none, or to several, of the accounts its webhook is genuine for',
    remedy:
      'The event was rejected. If it is yours, compare the ids in the settings of your accounts (phone number id, bot id …) with those of the provider. If several accounts fit, make them differ, or put the account key into the webhook URL.',
  },
  CW_PUBLICATION_ACCOUNT_GONE: {
    message: 'A message cannot be published: its channel account is gone',
    remedy: 'Connect the account again in HubSpot, then replay the dead letter; or discard it.',
  },
  CW_PUBLICATION_CONTENT_GONE: {
    message: 'A message cannot be published: its content has been deleted',
    remedy:
      'It waited longer than `retention.content`. Discard the dead letter; look why HubSpot could not be reached.',
  },
  CW_PUBLICATION_CHANNEL_UNKNOWN: {
    message: 'A message cannot be published yet: HubSpot does not know its channel',
    remedy: 'Run `channelwright channels sync`, or set `hubspotChannelId`. The message waits.',
  },
} satisfies Record<string, ErrorEntry>;
