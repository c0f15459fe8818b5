import { describe, expect, it } from '@jest/globals';
import { UsageTally } from '../../../../../src/cli/commands/messages/usage-tally.js';
import { ACCOUNT, APP, attempt, message, PORTAL, part, providerId, reason } from '../../../../fixtures/message-rows.js';

const policyOf = () => ({ sentWhen: 'accepted' }) as const;
const euro = (amount: string) => ({ price: { amount, currency: 'EUR' } });

describe('usage', () => {
  it('counts messages, parts, failures, units and prices', () => {
    const tally = new UsageTally('account', policyOf);
    const told = providerId('P1', 'delivered', { usage: { units: 2, ...euro('0.1') } });
    tally.add(message([part([attempt({ ids: [told] })]), part([attempt({ usage: { units: 1, ...euro('0.2') } })])]));
    tally.add(message([part([attempt({ outcome: 'rejected', reason: reason('recipient-invalid') })])]));
    tally.add(message([part([attempt({ outcome: 'retry' }), attempt({ n: 2 })])]));
    tally.add(message(undefined, { origin: 'published' }));
    tally.add(message(undefined, { origin: 'published', echo: true }));
    expect(tally.lines).toEqual([
      { name: ACCOUNT, out: 4, in: 1, parts: 3, failed: 1, units: 3, unreported: 1, prices: { EUR: '0.3' } },
    ]);
  });

  it('adds prices as decimals, each currency for itself, and leaves out what is no number', () => {
    const tally = new UsageTally('portal', policyOf);
    const ids = ['-0.00750', '10', '0.1', '0.2', '1e3'].map((amount, at) =>
      providerId(`P${at}`, 'sent', { usage: euro(amount) }),
    );
    const yen = providerId('Y', 'sent', { usage: { price: { amount: '12', currency: 'JPY' } } });
    tally.add(message([part([attempt({ ids: [...ids, yen] })])]));
    expect(tally.lines).toMatchObject([
      { name: `${APP}/${PORTAL}`, units: 0, unreported: 1, prices: { EUR: '10.2925', JPY: '12' } },
    ]);
  });
});
