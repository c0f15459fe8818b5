/** What a provider can tell us. Compiling this file is the test. */
import type { Address, ProviderEvent, ReceivedEvent } from 'channelwright/adapter';

const whose = { account: 'main', dedupeKey: 'e1' };
const peer: Address = { type: 'HS_PHONE_NUMBER', value: '+15550100' };

export const events: ProviderEvent[] = [
  { ...whose, kind: 'receipt', of: { id: 'm1' }, state: 'read' },
  { ...whose, kind: 'receipt', of: { correlation: 'c1', ids: ['m1'] }, state: 'sent' },
  { ...whose, kind: 'receipt', of: { peer, upToMs: 1 }, state: 'read' },
  { ...whose, kind: 'message', id: 'm1', atMs: 1, conversation: peer, from: { ...peer, name: 'Ann' }, content: [] },
  { ...whose, kind: 'reaction', of: 'm1', from: peer },
  { ...whose, kind: 'optOut', peer },
];

export const wrong: ProviderEvent[] = [
  // @ts-expect-error every event says how its repetitions are known
  { account: 'main', kind: 'optOut', peer },
  // @ts-expect-error every event says whose it is
  { dedupeKey: 'e1', kind: 'optOut', peer },
  // @ts-expect-error a receipt reports on something
  { ...whose, kind: 'receipt', state: 'read' },
  // @ts-expect-error pending is not something a provider reports
  { ...whose, kind: 'receipt', of: { id: 'm1' }, state: 'pending' },
  // @ts-expect-error an address is not a bare string
  { ...whose, kind: 'optIn', peer: '+15550100' },
  // @ts-expect-error what could not be read is no event of the provider
  { kind: 'unparsable', detail: 'not JSON', raw: '' },
];

export const received: ReceivedEvent[] = [...events, { kind: 'unparsable', detail: 'not JSON', raw: '' }];
