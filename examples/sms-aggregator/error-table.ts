import type { ErrorMeaning } from 'channelwright/adapter';

const MINUTE = 60_000;

/** What the aggregator says when it does not take a message. It says so with HTTP 200. */
export const ERRORS: Readonly<Record<string, ErrorMeaning>> = {
  E101: { reaction: 'blocked', class: 'credentials-invalid', scope: 'account', meaning: 'wrong user id or password' },
  E102: { reaction: 'blocked', class: 'account-suspended', scope: 'account', meaning: 'the contract is suspended' },
  E201: { reaction: 'rejected', class: 'recipient-invalid', scope: 'peer', meaning: 'not a Japanese mobile number' },
  E202: { reaction: 'rejected', class: 'recipient-unreachable', scope: 'peer', meaning: 'the number is not in use' },
  E203: { reaction: 'rejected', class: 'recipient-blocked', scope: 'peer', meaning: 'the subscriber refuses SMS' },
  E301: { reaction: 'rejected', class: 'content-unsupported', scope: 'message', meaning: 'a character is not allowed' },
  E302: { reaction: 'rejected', class: 'content-too-long', scope: 'message', meaning: 'the text is too long' },
  E401: { reaction: 'blocked', class: 'balance-exhausted', scope: 'account', meaning: 'the prepaid balance is spent' },
  E429: { reaction: 'retry', class: 'rate-limited', scope: 'account', meaning: 'too many requests', afterMs: 1000 },
  E503: {
    reaction: 'retry',
    class: 'provider-unavailable',
    scope: 'provider',
    meaning: 'under maintenance; nothing was taken',
    afterMs: MINUTE,
  },
};
