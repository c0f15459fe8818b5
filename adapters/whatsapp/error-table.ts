import type { ErrorMeaning, FailureClass, FailureScope } from 'channelwright/adapter';

export interface ErrorRow extends ErrorMeaning {
  code: number;
  /** After so many attempts it is `rejected`. Default: the framework's deadline alone ends it. */
  tries?: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const row = (
  code: number,
  reaction: ErrorMeaning['reaction'],
  scope: FailureScope,
  failure: FailureClass,
  meaning: string,
  more: Pick<ErrorRow, 'afterMs' | 'tries'> = {},
): ErrorRow => ({ code, class: failure, scope, reaction, meaning, ...more });

/** Too many messages to one person. The wait grows with the attempts: see `failure.ts`. */
export const PAIR_RATE = 131056;
/** Meta found a parameter wrong; with subcode 33 it is the number that does not exist or is not the token's. */
export const BAD_PARAMETER = 100;
export const NO_SUCH_OBJECT = 33;

/**
 * Error codes of the Cloud API, for the answer and the status webhook alike: most come by status, after HTTP 200.
 * Source: Meta, "WhatsApp Business Platform error codes". Waits that Meta does not state are ours.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  // the recipient
  row(131021, 'rejected', 'peer', 'recipient-invalid', 'Sender and recipient are the same number'),
  row(131026, 'rejected', 'peer', 'recipient-unreachable', 'Not on WhatsApp, too old an app, or terms not accepted'),
  row(131030, 'rejected', 'message', 'sender-not-permitted', 'A test number sends only to the numbers on its list'),
  row(
    130472,
    'rejected',
    'peer',
    'recipient-unreachable',
    'Meta withholds the message from this recipient (experiment)',
  ),
  row(130497, 'rejected', 'message', 'sender-not-permitted', 'This business may not write to this country'),
  row(131020, 'rejected', 'peer', 'recipient-invalid', 'The group does not exist'),
  row(131041, 'rejected', 'peer', 'recipient-invalid', 'The group does not exist any more'),
  row(131062, 'rejected', 'message', 'content-unsupported', 'This kind of message needs a phone number, not a user ID'),
  row(137000, 'rejected', 'peer', 'recipient-invalid', 'The recipient’s identity has changed'),
  // the conversation. 131050 stops marketing alone: it is no opt-out from being answered.
  row(
    131047,
    'rejected',
    'message',
    'outside-window',
    'More than 24 hours since the customer wrote: only a template goes',
  ),
  row(
    131049,
    'rejected',
    'message',
    'quota-exhausted',
    'Meta withheld it for the recipient’s sake: not again within 24 h',
  ),
  row(131050, 'rejected', 'message', 'content-refused', 'The recipient has stopped marketing messages'),
  row(132000, 'rejected', 'message', 'template-invalid', 'The number of template variables does not match'),
  row(
    132001,
    'rejected',
    'message',
    'template-invalid',
    'The template does not exist in this language, or is not approved',
  ),
  row(132005, 'rejected', 'message', 'template-invalid', 'The template is too long with its variables'),
  row(132007, 'rejected', 'message', 'template-invalid', 'The template is against WhatsApp’s policy'),
  row(132012, 'rejected', 'message', 'template-invalid', 'A template variable is of the wrong format'),
  row(132015, 'rejected', 'message', 'template-invalid', 'The template is paused for low quality'),
  row(132016, 'rejected', 'message', 'template-invalid', 'The template is disabled for low quality'),
  row(132068, 'rejected', 'message', 'template-invalid', 'The flow is blocked'),
  row(132069, 'retry', 'message', 'rate-limited', 'The flow is throttled', { afterMs: HOUR }),
  // the content
  row(BAD_PARAMETER, 'rejected', 'message', 'content-refused', 'A parameter is not supported or misspelt'),
  row(131008, 'rejected', 'message', 'content-refused', 'A parameter is missing'),
  row(131009, 'rejected', 'message', 'content-refused', 'A parameter has a value that is not valid'),
  row(131051, 'rejected', 'message', 'content-unsupported', 'This type of message is not supported'),
  row(131052, 'rejected', 'message', 'media-unavailable', 'Meta could not fetch the file'),
  row(131053, 'rejected', 'message', 'media-type-refused', 'Meta did not take the file'),
  // our number
  row(NO_SUCH_OBJECT, 'blocked', 'sender', 'sender-invalid', 'The number was deleted, or is not this token’s'),
  row(131037, 'blocked', 'sender', 'sender-not-permitted', 'The number’s display name is not approved'),
  row(131045, 'blocked', 'sender', 'sender-invalid', 'The number is not registered'),
  row(131063, 'rejected', 'message', 'sender-not-permitted', 'Marketing is not possible by this API'),
  row(131064, 'rejected', 'message', 'sender-not-permitted', 'Templates are restricted after violations'),
  // our account
  row(0, 'blocked', 'account', 'credentials-invalid', 'The access token could not be checked'),
  row(3, 'blocked', 'account', 'credentials-invalid', 'The app has no permission for this call'),
  row(10, 'blocked', 'account', 'credentials-invalid', 'The permission was not granted or was removed'),
  row(190, 'blocked', 'account', 'credentials-invalid', 'The access token is not valid or has expired'),
  row(368, 'blocked', 'account', 'account-suspended', 'The account is restricted for violating a policy'),
  row(131005, 'blocked', 'account', 'credentials-invalid', 'The access token lacks a permission'),
  row(131031, 'blocked', 'account', 'account-suspended', 'The account is locked'),
  row(131042, 'blocked', 'account', 'balance-exhausted', 'Something is wrong with the payment method'),
  // rates
  row(4, 'retry', 'account', 'rate-limited', 'The app made too many calls', { afterMs: MINUTE }),
  row(80007, 'retry', 'account', 'rate-limited', 'The WhatsApp Business Account made too many calls', {
    afterMs: MINUTE,
  }),
  row(130429, 'retry', 'sender', 'rate-limited', 'The number sends faster than it may', { afterMs: 2 * SECOND }),
  row(131048, 'retry', 'sender', 'quota-exhausted', 'Too many of the number’s messages were reported', {
    afterMs: HOUR,
  }),
  row(PAIR_RATE, 'retry', 'peer', 'rate-limited', 'Too many messages to the same recipient'),
  // Meta
  row(1, 'retry', 'message', 'provider-unavailable', 'An unknown error at Meta'),
  row(2, 'retry', 'provider', 'provider-unavailable', 'Meta is down or overloaded', { afterMs: 5 * SECOND }),
  row(131000, 'retry', 'message', 'provider-unavailable', 'An unknown error at WhatsApp'),
  row(131016, 'retry', 'provider', 'provider-unavailable', 'A service of WhatsApp is unavailable', {
    afterMs: 5 * SECOND,
  }),
  row(131057, 'retry', 'account', 'account-unavailable', 'The account is in maintenance', { afterMs: MINUTE }),
  row(135000, 'retry', 'message', 'provider-unavailable', 'Refused for an unknown reason', { tries: 2 }),
];

const BY_CODE: ReadonlyMap<number, ErrorRow> = new Map(ERROR_TABLE.map((entry) => [entry.code, entry]));

/** Source: Meta, "Graph API error handling": 200–299 are permissions, one each. */
export function errorRow(code: number): ErrorRow | undefined {
  if (code < 200 || code > 299) return BY_CODE.get(code);
  return row(code, 'blocked', 'account', 'credentials-invalid', 'The access token lacks a permission');
}
