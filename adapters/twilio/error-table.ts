import type { ErrorMeaning, FailureClass, FailureScope } from 'channelwright/adapter';

export interface ErrorRow extends ErrorMeaning {
  code: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const row = (
  code: number,
  reaction: ErrorMeaning['reaction'],
  scope: FailureScope,
  failure: FailureClass,
  meaning: string,
  afterMs?: number,
): ErrorRow => ({ code, class: failure, scope, reaction, meaning, ...(afterMs === undefined ? {} : { afterMs }) });

/**
 * Twilio's error codes, for the synchronous answer and the status callback alike: the same code comes by either way.
 * Source: Twilio's published list of error codes. `docs/reference/twilio-adapter.md` shows this table; a test compares them.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  // the recipient
  row(21211, 'rejected', 'peer', 'recipient-invalid', 'To is not a valid number'),
  row(21214, 'rejected', 'peer', 'recipient-unreachable', 'To cannot be reached'),
  row(21217, 'rejected', 'peer', 'recipient-invalid', 'To does not look like a number'),
  row(21610, 'rejected', 'peer', 'recipient-opted-out', 'The recipient answered STOP'),
  row(21612, 'rejected', 'peer', 'recipient-unreachable', 'To cannot be reached from this sender'),
  row(21614, 'rejected', 'peer', 'recipient-invalid', 'To is not a mobile number'),
  row(30003, 'retry', 'peer', 'recipient-unreachable', 'The handset is off or out of reach', 30 * MINUTE),
  row(30004, 'rejected', 'peer', 'recipient-blocked', 'The recipient or the carrier blocks the message'),
  row(30005, 'rejected', 'peer', 'recipient-invalid', 'The handset is unknown'),
  row(30006, 'rejected', 'peer', 'recipient-unreachable', 'A landline, or a carrier that cannot be reached'),
  row(30011, 'rejected', 'peer', 'content-unsupported', 'The recipient’s carrier carries no MMS'),
  row(63003, 'rejected', 'peer', 'recipient-not-on-channel', 'The recipient is not on this channel'),
  row(63014, 'rejected', 'peer', 'recipient-blocked', 'Blocked by something the recipient did'),
  row(63015, 'rejected', 'peer', 'recipient-not-on-channel', 'The recipient has not joined the sandbox'),
  row(63024, 'rejected', 'peer', 'recipient-invalid', 'The recipient is not valid on this channel'),
  row(
    63032,
    'rejected',
    'peer',
    'recipient-unreachable',
    'Meta withholds the message from this recipient (experiment)',
  ),
  row(63033, 'rejected', 'peer', 'recipient-blocked', 'The recipient blocked this business'),
  row(63036, 'retry', 'peer', 'recipient-unreachable', 'The recipient cannot be reached just now', 5 * MINUTE),
  // the conversation
  row(63016, 'rejected', 'message', 'outside-window', 'Free text outside the 24 hour window'),
  row(63049, 'rejected', 'peer', 'quota-exhausted', 'Meta withheld a marketing message', DAY),
  row(21654, 'rejected', 'message', 'template-invalid', 'ContentSid is required'),
  row(21655, 'rejected', 'message', 'template-invalid', 'ContentSid is not valid'),
  row(21656, 'rejected', 'message', 'template-invalid', 'ContentVariables are not valid'),
  row(63027, 'rejected', 'message', 'template-invalid', 'The template does not exist in this language'),
  row(63028, 'rejected', 'message', 'template-invalid', 'The number of template variables does not match'),
  row(63040, 'rejected', 'message', 'template-invalid', 'The template was rejected'),
  row(63041, 'rejected', 'message', 'template-invalid', 'The template is paused'),
  row(63042, 'rejected', 'message', 'template-invalid', 'The template is disabled'),
  // the content
  row(11200, 'rejected', 'message', 'media-unavailable', 'The media URL could not be fetched'),
  row(
    12300,
    'rejected',
    'message',
    'media-type-refused',
    'The media URL answered with a content type that is not accepted',
  ),
  row(21602, 'rejected', 'message', 'content-empty', 'Neither a body nor media'),
  row(21617, 'rejected', 'message', 'content-too-long', 'The body is over 1600 characters'),
  row(21619, 'rejected', 'message', 'content-empty', 'A body or media is required'),
  row(21620, 'rejected', 'message', 'media-unavailable', 'A media URL is not valid'),
  row(21623, 'rejected', 'message', 'content-unsupported', 'More than ten media'),
  row(30019, 'rejected', 'message', 'media-too-large', 'Larger than the carrier accepts'),
  row(63005, 'rejected', 'message', 'content-refused', 'The channel did not accept the content'),
  row(63006, 'rejected', 'message', 'content-refused', 'The channel could not format the content'),
  row(63013, 'rejected', 'message', 'content-refused', 'Against the channel’s policy'),
  row(63019, 'rejected', 'message', 'media-unavailable', 'The channel could not fetch the media'),
  row(63021, 'rejected', 'message', 'content-refused', 'The channel says the content is not valid'),
  row(63034, 'rejected', 'message', 'media-too-large', 'Media larger than the channel accepts'),
  // our sender
  row(21212, 'blocked', 'sender', 'sender-invalid', 'From is not a valid number'),
  row(21408, 'rejected', 'message', 'sender-not-permitted', 'Sending to this region is not enabled'),
  row(21603, 'blocked', 'sender', 'sender-invalid', 'From is missing'),
  row(21606, 'blocked', 'sender', 'sender-invalid', 'From is not ours or cannot send'),
  row(21608, 'rejected', 'message', 'sender-not-permitted', 'A trial account sends only to verified numbers'),
  row(21621, 'rejected', 'message', 'content-unsupported', 'From cannot send media'),
  row(21701, 'blocked', 'sender', 'sender-invalid', 'The messaging service does not exist'),
  row(21703, 'blocked', 'sender', 'sender-invalid', 'The messaging service has no number'),
  row(21704, 'blocked', 'sender', 'sender-invalid', 'The messaging service has no number fit for this'),
  row(21705, 'blocked', 'sender', 'sender-invalid', 'The messaging service is not valid'),
  row(30018, 'blocked', 'sender', 'sender-not-permitted', 'The destination wants senders to be registered first'),
  row(30024, 'blocked', 'sender', 'sender-not-permitted', 'The sender is not provisioned for this carrier'),
  row(30032, 'blocked', 'sender', 'sender-not-permitted', 'The toll-free number is not verified'),
  row(30033, 'blocked', 'sender', 'sender-not-permitted', 'The A2P 10DLC campaign is suspended'),
  row(30034, 'blocked', 'sender', 'sender-not-permitted', 'The number is in no A2P 10DLC campaign'),
  row(30035, 'blocked', 'sender', 'sender-not-permitted', 'The number is being set up for A2P 10DLC'),
  row(63001, 'blocked', 'sender', 'credentials-invalid', 'The channel refused the sender’s authentication'),
  row(63007, 'blocked', 'sender', 'sender-invalid', 'No channel has this From'),
  row(63008, 'blocked', 'sender', 'sender-invalid', 'The channel is not set up correctly'),
  row(
    63020,
    'blocked',
    'sender',
    'sender-not-permitted',
    'Twilio’s invitation was not accepted in Meta Business Manager',
  ),
  row(63022, 'blocked', 'sender', 'sender-not-permitted', 'The sender’s business certificate is not valid'),
  row(63051, 'blocked', 'sender', 'account-suspended', 'The WhatsApp business account is locked'),
  row(63112, 'blocked', 'sender', 'account-suspended', 'Meta disabled the WhatsApp business account'),
  row(63113, 'blocked', 'sender', 'account-suspended', 'Meta disabled the business'),
  // our account
  row(20003, 'blocked', 'account', 'credentials-invalid', 'Authentication failed'),
  row(20404, 'blocked', 'account', 'credentials-invalid', 'The account does not exist'),
  row(21609, 'blocked', 'account', 'account-unavailable', 'The status callback URL is not valid'),
  row(30002, 'blocked', 'account', 'account-suspended', 'The account is suspended'),
  // the carrier
  row(30007, 'rejected', 'message', 'carrier-filtered', 'Filtered by the carrier or by Twilio'),
  row(30008, 'retry', 'message', 'unknown', 'Not delivered, the carrier does not say why', 5 * MINUTE),
  row(30017, 'retry', 'provider', 'provider-unavailable', 'The carrier’s network is congested', MINUTE),
  row(30020, 'retry', 'provider', 'provider-unavailable', 'An internal failure on the way', MINUTE),
  row(30021, 'retry', 'provider', 'provider-unavailable', 'An internal failure on the way', MINUTE),
  // rates and quotas
  row(14107, 'retry', 'peer', 'rate-limited', 'Too many messages between the same two numbers', MINUTE),
  row(20429, 'retry', 'account', 'rate-limited', 'Too many requests at once'),
  row(21611, 'retry', 'sender', 'rate-limited', 'The sender’s queue is full', 10 * MINUTE),
  row(30001, 'retry', 'sender', 'rate-limited', 'The message waited too long in the sender’s queue', 10 * MINUTE),
  row(30022, 'retry', 'sender', 'rate-limited', 'Over the A2P 10DLC rate', MINUTE),
  row(30023, 'retry', 'sender', 'quota-exhausted', 'The daily cap of the A2P 10DLC brand is reached', DAY),
  row(30027, 'retry', 'sender', 'quota-exhausted', 'The carrier’s daily limit is reached', DAY),
  row(63017, 'retry', 'sender', 'rate-limited', 'Over the channel’s rate', MINUTE),
  row(63018, 'retry', 'sender', 'rate-limited', 'Over Meta’s rate', MINUTE),
  row(63038, 'retry', 'account', 'quota-exhausted', 'The account’s daily limit is reached', DAY),
  // Twilio and the channel
  row(20500, 'retry', 'provider', 'provider-unavailable', 'Internal error of Twilio'),
  row(20503, 'retry', 'provider', 'provider-unavailable', 'Twilio is unavailable'),
  row(63009, 'retry', 'provider', 'provider-unavailable', 'The channel answered with an error', MINUTE),
  row(63010, 'retry', 'provider', 'provider-unavailable', 'Internal error of the channel', MINUTE),
  row(63012, 'retry', 'provider', 'provider-unavailable', 'The channel answered with an internal error', MINUTE),
  row(63037, 'retry', 'provider', 'provider-unavailable', 'The channel is down; Twilio itself goes on trying', MINUTE),
];

const BY_CODE: ReadonlyMap<number, ErrorRow> = new Map(ERROR_TABLE.map((entry) => [entry.code, entry]));

export function errorRow(code: number): ErrorRow | undefined {
  return BY_CODE.get(code);
}
