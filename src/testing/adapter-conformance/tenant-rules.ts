import type { Account } from '../../contract/account.js';
import { type Bench, CHANNEL, PUBLIC_URL, webhookUrl } from './bench.js';
import { deliver, messageFact, signed } from './delivery-of-webhooks.js';
import { type AdapterRule, broken, expect, needs } from './rule.js';

/** For whom a request speaks. */
export const tenantRules: AdapterRule[] = [
  {
    id: 'tenant/own-account',
    why: 'A message that ends up in another company’s inbox cannot be called back.',
    remedy: 'Name in `event.account` the account that the request names: by an identity, or the key of the URL.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      for (const account of bench.accounts) {
        const { events, foreign, status } = await deliverTo(bench, account, account, webhookUrl(account));
        const owners = events.map((event) => event.account);
        const right = owners.length === 1 && owners[0] === account.key;
        const happened = `it went to ${owners.join() || 'nobody'} (answered ${status}, ${foreign} foreign)`;
        expect(right, `a message to the ${account.key} account to be its own`, happened);
      }
    },
  },
  {
    id: 'tenant/anothers-url',
    why: 'Each tenant knows the URL of its own webhook and can call those of the others.',
    remedy: 'Where the URL names an account, authenticate that one, and take nothing that the body says of another.',
    skip: needs('parseWebhook', 'webhooks'),
    async check(bench) {
      const [first, second] = bench.accounts;
      const { events } = await deliverTo(bench, second, second, webhookUrl(first));
      const wrong = events.find(({ account }) => account === first.key);
      expect(!wrong, 'a message to the second account never to become one of the first', 'it did, at its URL');
    },
  },
  {
    id: 'tenant/anothers-secret',
    why: 'A tenant whose own secret opens another tenant’s inbox can write there as any customer.',
    remedy: 'Answer `authenticated` with the accounts whose own secrets verify the request, and no others.',
    skip: needs('authenticateWebhook', 'webhooks'),
    async check(bench) {
      const [first, second] = bench.accounts;
      // One secret for all (an app’s) speaks for all.
      if (!(await haveOwnSecrets(bench))) return;
      for (const url of [webhookUrl(first), webhookUrl(second), new URL(`${PUBLIC_URL}/providers/${CHANNEL}`)]) {
        const { events } = await deliverTo(bench, first, second, url);
        const stolen = events.find(({ account }) => account === first.key);
        if (stolen)
          broken('nothing for the first account by the secret of the second', `it was taken at ${url.pathname}`);
      }
    },
  },
];

/** A message for one account, signed with the secrets of another, at some URL. */
async function deliverTo(bench: Bench, account: Account, signer: Account, url: URL) {
  const draft = bench.subject.webhooks!.message(messageFact(bench, 1, account));
  return deliver(bench, await signed(bench, { ...draft, url }, signer));
}

/** Whether the accounts sign with secrets of their own: then the same request is signed differently. */
async function haveOwnSecrets(bench: Bench): Promise<boolean> {
  const draft = { url: webhookUrl(bench.account), body: 'the same' };
  const [one, other] = await Promise.all(bench.accounts.map((account) => signed(bench, draft, account)));
  return JSON.stringify(one!.headers) !== JSON.stringify(other!.headers);
}
