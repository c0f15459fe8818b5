import { readdirSync, readFileSync } from 'node:fs';
import type { AdapterSubject, MessageFact, ProviderRequest, WebhookDraft } from 'channelwright/testing';
import twilio from '../index.js';
import type { TwilioAccountSettings, TwilioChannelSettings } from '../settings.js';
import { twilioSignature } from '../signature.js';

const API = 'https://api.twilio.com';
const PEER = '+15550199';
const phone = (value: string) => ({ type: 'HS_PHONE_NUMBER', value }) as const;
const sid = (prefix: string, n: number) => prefix + String(n).padStart(32, '0');

function subject(channel: 'sms' | 'whatsapp'): AdapterSubject<TwilioChannelSettings, TwilioAccountSettings> {
  const prefix = channel === 'whatsapp' ? 'whatsapp:' : '';
  const line = (n: number) => ({
    address: phone(`+1555010${n}`),
    settings: { accountSid: sid('AC', n), authToken: `a-token-for-tests-${n}`, from: `${prefix}+1555010${n}` },
  });
  const history: object[] = [];
  let sent = 0;

  const params = ({ n, text, account }: MessageFact<TwilioAccountSettings>) => ({
    MessageSid: sid('SM', n),
    AccountSid: account.settings.accountSid,
    From: prefix + PEER,
    To: prefix + account.address.value,
    Body: text,
    NumMedia: '0',
    SmsStatus: 'received',
  });

  return {
    definition: twilio,
    accounts: [line(1), line(2)],
    peer: phone(PEER),
    respond({ method, url, body }: ProviderRequest) {
      if (method === 'POST') {
        sent += 1;
        return {
          status: 201,
          body: { sid: sid('SM', 1_000 + sent), status: 'queued', to: new URLSearchParams(body).get('To') },
        };
      }
      if (url.pathname.endsWith('/Media/ME1')) return { headers: { 'content-type': 'image/png' }, body: 'picture' };
      if (url.pathname.endsWith('/Messages.json')) return { body: { messages: history, next_page_uri: null } };
      if (url.pathname.endsWith('/IncomingPhoneNumbers.json')) {
        return { body: { incoming_phone_numbers: [{ phone_number: url.searchParams.get('PhoneNumber') }] } };
      }
      return { body: { sid: sid('AC', 1), status: 'active' } };
    },
    documented: [
      { status: 400, body: { code: 21610, message: 'Attempt to send to unsubscribed recipient' }, expect: 'rejected' },
      { status: 401, body: { code: 20003, message: 'Authenticate' }, expect: 'blocked' },
      { status: 429, body: { code: 20429, message: 'Too Many Requests' }, expect: 'retry' },
    ],
    webhooks: {
      sign(draft, { account }) {
        const pairs = [...new URLSearchParams(String(draft.body))];
        const signature = twilioSignature(account.settings.authToken[0]!, String(draft.url), pairs);
        return { ...draft, headers: { ...draft.headers, 'x-twilio-signature': signature } };
      },
      message: (fact) => form(params(fact)),
      batch: 'never',
      receipt({ id, state, account, sent: request }) {
        const url = new URL(new URLSearchParams(request.body).get('StatusCallback')!);
        const status =
          state === 'failed' ? { MessageStatus: 'undelivered', ErrorCode: '30003' } : { MessageStatus: state };
        return {
          url,
          ...form({
            MessageSid: id,
            AccountSid: account.settings.accountSid,
            From: prefix + account.address.value,
            To: prefix + PEER,
            ...status,
          }),
        };
      },
      rotation: { account: { authToken: 'a-token-that-is-new' } },
    },
    samples: samples(channel),
    media: { kind: 'url', url: `${API}/2010-04-01/Accounts/${sid('AC', 1)}/Messages/${sid('MM', 1)}/Media/ME1` },
    remember(fact) {
      const { MessageSid, AccountSid, From, To, Body } = params(fact);
      const date = new Date(fact.atMs).toUTCString();
      history.unshift({
        sid: MessageSid,
        account_sid: AccountSid,
        from: From,
        to: To,
        body: Body,
        status: 'received',
        direction: 'inbound',
        num_media: '0',
        date_created: date,
        date_sent: date,
      });
    },
  };
}

function form(params: Record<string, string>): WebhookDraft {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  return { headers, body: new URLSearchParams(params).toString() };
}

/** Recorded webhooks, as they are kept beside the adapter; tests run from `dist`. */
function samples(channel: 'sms' | 'whatsapp') {
  const folder = new URL('../../../../adapters/twilio/samples/', import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name.includes(channel))
    .map((name) => {
      const { params, events } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
      const own = { ...params, AccountSid: sid('AC', 1), To: ourLine(params.To), From: ourLine(params.From) };
      return { name, draft: form(own), expect: events.map(({ kind }: { kind: string }) => kind) };
    });
}

/** The number that the samples are about is that of our first line. */
function ourLine(number: string): string {
  return number.replace('+15550100', '+15550101');
}

export const sms = subject('sms');
export const whatsapp = subject('whatsapp');
