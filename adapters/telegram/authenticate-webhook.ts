import {
  type Account,
  type AccountLookup,
  type Authenticated,
  type RawRequest,
  type Refused,
  sameSecret,
} from 'channelwright/adapter';
import { identitiesOf } from './addresses.js';
import type { TelegramAccountSettings } from './settings.js';

type TelegramAccount = Account<TelegramAccountSettings>;

/**
 * Genuine, and for which account? An update does not name the bot, so the URL does; without an account in the URL, a secret that
 * only one account has. The answer is always an empty body: Telegram carries out what an answer in JSON says.
 */
export function authenticateWebhook(
  request: RawRequest,
  accounts: AccountLookup<TelegramAccountSettings>,
): Authenticated<TelegramAccountSettings> | Refused {
  if (request.method !== 'POST') return refused('not a POST');
  const given = request.headers['x-telegram-bot-api-secret-token'];
  if (given === undefined) return refused('no X-Telegram-Bot-Api-Secret-Token');
  const genuine = candidatesFor(request, accounts).filter((account) => knows(account, given));
  if (genuine.length === 0) return refused('wrong secret token, or no such account that receives by webhook');
  const [account, another] = ofOneBot(genuine) ? atWork(genuine, accounts) : genuine;
  if (account === undefined || another !== undefined)
    return refused('several accounts have this secret token: put the account into the URL');
  return { kind: 'authenticated', accounts: [account] };
}

function candidatesFor(
  { accountKey }: RawRequest,
  accounts: AccountLookup<TelegramAccountSettings>,
): TelegramAccount[] {
  if (accountKey === undefined) return accounts.all();
  const account = accounts.byKey(accountKey);
  return account === undefined ? [] : [account];
}

function ofOneBot(accounts: readonly TelegramAccount[]): boolean {
  return new Set(accounts.flatMap(identitiesOf)).size === 1;
}

/** A bot that was connected anew has an account that it replaces, perhaps with the same secret. */
function atWork(
  accounts: readonly TelegramAccount[],
  { isAtWork = () => true }: Pick<AccountLookup, 'isAtWork'>,
): readonly TelegramAccount[] {
  const working = accounts.filter(({ key }) => isAtWork(key));
  return working.length === 0 ? accounts : working;
}

/** Every secret is looked at, whichever is right: how long it takes tells nothing. */
function knows({ settings: { receive, webhookSecret = [] } }: TelegramAccount, given: string): boolean {
  const matches = webhookSecret.filter((secret) => sameSecret(given, secret));
  return receive === 'webhook' && matches.length > 0;
}

function refused(detail: string): Refused {
  return { kind: 'refused', status: 401, detail };
}
