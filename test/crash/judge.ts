import { canaries } from './crash-secrets.js';
import { takenByProviders } from './facts.js';
import { judgeCustomers } from './judge-customers.js';
import { judgeMessages } from './judge-messages.js';
import { judgeOrder } from './judge-order.js';
import type { Stage } from './stage.js';

/** Everything that is not as it was promised, told from outside alone. Nothing: the promise holds. */
export function judge(stage: Stage): string[] {
  const taken = takenByProviders(stage);
  return [
    ...judgeMessages(stage, taken),
    ...judgeOrder(stage, taken),
    ...judgeCustomers(stage),
    ...judgeQuota(stage),
    ...judgeLogs(stage),
  ];
}

function judgeQuota({ emulator }: Stage): string[] {
  return emulator.control
    .quota()
    .usage.filter(({ refused }) => refused > 0)
    .map(({ key, refused, peak }) => `the quota of ${key} was overstepped ${refused} times (peak ${peak})`);
}

/** Neither a secret nor a word of any message. */
function judgeLogs({ outputs, ledger, emulator }: Stage): string[] {
  const output = outputs.join('\n');
  const tokens = emulator.control.messages().length > 0 ? (output.match(/na1-access-[\w-]+/g) ?? []) : [];
  const secrets = canaries().filter((canary) => output.includes(canary));
  const words = [...ledger.written.flatMap(({ elements }) => elements), ...ledger.received.map(({ word }) => word)];
  const spoken = new Set(output.match(/canary\w{5,}x/g) ?? []);
  return [
    ...[...secrets, ...tokens].map((canary) => `a secret is in the log: ${canary}`),
    ...words.filter((word) => spoken.has(word)).map((word) => `text of a message is in the log: ${word}`),
  ];
}
