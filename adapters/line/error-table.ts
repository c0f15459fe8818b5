import type { ErrorMeaning } from 'channelwright/adapter';

export interface ErrorRow extends ErrorMeaning {
  status: number;
  /** Where LINE's sentence tells apart what the status does not. */
  says?: RegExp;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/**
 * LINE has no error codes: a status, and an English sentence. The first row that fits counts. Statuses that are not here are
 * judged by their hundred. Source: LINE, "Messaging API reference", status codes and error messages.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  {
    status: 400,
    says: /reply token/i,
    reaction: 'retry',
    class: 'outside-window',
    scope: 'message',
    meaning: 'The reply token is used up or too old: the next attempt is a push',
  },
  {
    status: 400,
    says: /property, '?to'?,/i,
    reaction: 'rejected',
    class: 'recipient-invalid',
    scope: 'peer',
    meaning: 'The recipient is no user, group or room id of this provider',
  },
  {
    status: 400,
    says: /failed to send messages/i,
    reaction: 'rejected',
    class: 'recipient-unreachable',
    scope: 'peer',
    meaning: 'The recipient does not exist, or cannot be written to',
  },
  {
    status: 400,
    reaction: 'rejected',
    class: 'content-refused',
    scope: 'message',
    meaning: 'A message object is not valid',
  },
  {
    status: 401,
    reaction: 'blocked',
    class: 'credentials-invalid',
    scope: 'account',
    meaning: 'The channel access token is not valid, or no longer',
  },
  {
    status: 403,
    reaction: 'blocked',
    class: 'sender-not-permitted',
    scope: 'account',
    meaning: 'The plan or the permissions of the account do not include this',
  },
  {
    status: 404,
    reaction: 'rejected',
    class: 'recipient-invalid',
    scope: 'peer',
    meaning: 'The recipient is not known',
  },
  {
    status: 410,
    reaction: 'rejected',
    class: 'recipient-unreachable',
    scope: 'peer',
    meaning: 'The recipient is gone',
  },
  {
    status: 413,
    reaction: 'rejected',
    class: 'content-too-long',
    scope: 'message',
    meaning: 'The request is larger than 2 MB',
  },
  {
    status: 415,
    reaction: 'rejected',
    class: 'content-unsupported',
    scope: 'message',
    meaning: 'The media type of the request is not supported',
  },
  {
    status: 429,
    says: /monthly limit/i,
    reaction: 'blocked',
    class: 'quota-exhausted',
    scope: 'account',
    // The quota comes back with the month, or with another plan: `validateAccount` asks for it in the meantime.
    afterMs: HOUR,
    meaning: 'The messages of this month are used up',
  },
  {
    status: 429,
    reaction: 'retry',
    class: 'rate-limited',
    scope: 'account',
    // LINE does not say how long; its limits count by the second.
    afterMs: SECOND,
    meaning: 'Too many requests at once',
  },
];

export function errorRow(status: number, message: string): ErrorRow | undefined {
  return ERROR_TABLE.find((row) => row.status === status && (row.says?.test(message) ?? true));
}
