import { wasTaken } from '../../src/double/index.js';
import type { ChannelName, Written } from './ledger.js';
import type { Stage } from './stage.js';

export type ReceiptState = 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';

/** One call that a provider has taken: what the peer has, or will never lose again. */
export interface Taken {
  channel: ChannelName;
  line: string;
  peer: string;
  /** What of the agent's message it carried. */
  elements: string[];
  /** Receipts of it that the connector has acknowledged. */
  told: ReceiptState[];
  /** Those and the ones the connector never took, which it may have learnt by asking. */
  happened: ReceiptState[];
  /** Receipts name our correlation: what they say is known even where the answer to the call was lost. */
  correlated: boolean;
  /** The key under which it was sent, of `chat`. */
  key?: string;
}

/** Everything the providers have taken, in their order. */
export function takenByProviders(stage: Stage): Taken[] {
  return [...takenByChat(stage), ...takenBySms(stage)];
}

function takenByChat({ chat, ledger }: Stage): Taken[] {
  const byElement = new Map<string, Written>();
  for (const written of ledger.written) for (const element of written.elements) byElement.set(element, written);
  const lost = chat.undelivered.flatMap(({ events }) => events.map(({ data }) => data as LostReceipt));
  return chat.delivered.map(({ id, key, account, to, text, files = [] }) => {
    const names = files.flatMap(({ name }) => name ?? []);
    const elements = [...(text ?? '').split(/\s+/).filter(Boolean), ...names];
    const plan = byElement.get(elements[0] ?? '')?.receipts;
    const happened = [...(plan?.states ?? [])];
    const correlated = plan?.byCorrelation === true;
    const missed = lost.filter((receipt) => idOf(receipt) === id).map(({ state }) => state);
    const told = happened.filter((state) => !missed.includes(state));
    return { channel: 'chat' as const, line: account, peer: to, elements, told, happened, correlated, key };
  });
}

interface LostReceipt {
  of?: { id?: string; ids?: string[] };
  state?: ReceiptState;
}

function idOf({ of }: LostReceipt): string | undefined {
  return of?.id ?? of?.ids?.[0];
}

function takenBySms({ sms }: Stage): Taken[] {
  const callbacks = sms.webhooks.map((tried) => ({
    taken: wasTaken(tried),
    params: Object.fromEntries(new URLSearchParams(tried.body)),
  }));
  return sms
    .messages()
    .filter(({ direction }) => direction === 'outbound-api')
    .map(({ sid, from, to, body, status }) => {
      const own = callbacks.filter(({ params }) => params['MessageSid'] === sid && params['SmsStatus'] !== 'received');
      const answered = own.filter(({ taken }) => taken);
      const told = answered.flatMap(({ params }) => stateOf(params['MessageStatus']));
      return {
        channel: 'sms' as const,
        line: from,
        peer: to,
        elements: body.split(/\s+/).filter(Boolean),
        told,
        happened: [...told, ...stateOf(status)],
        correlated: true,
      };
    });
}

/** Twilio's words, as far as the double's rules use them. */
function stateOf(status: string | undefined): ReceiptState[] {
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return [status];
    case 'undelivered':
    case 'failed':
      return ['failed'];
    default:
      return [];
  }
}
