import type { TwilioFault } from '../../adapters/twilio/double/index.js';
import type { Behaviour, ReceiptPlan } from '../../adapters/webhook/double/behaviour.js';
import type { Address } from '../../src/contract/address.js';
import type { KillPoint } from './kill-point.js';
import type { ChannelName, Received, Written } from './ledger.js';
import type { Line, Stage } from './stage.js';

const CHAT_ADDRESS = 'CHANNEL_SPECIFIC_OPAQUE_ID';
const CHAT_PEERS = ['ann', 'bea', 'cid'];
const SMS_PEERS = ['+15550191', '+15550192', '+15550193'];
/** Long enough for Twilio's limit of 1600 characters to be met twice. */
const LONG_TEXT_WORDS = 260;
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

type Deed = 'agent-chat' | 'agent-sms' | 'customer-chat' | 'customer-file' | 'customer-sms';
const DEEDS: readonly Deed[] = [
  'agent-chat',
  'agent-chat',
  'agent-sms',
  'customer-chat',
  'customer-file',
  'customer-sms',
];

const RECEIPTS: readonly ReceiptPlan[] = [
  { states: [] },
  { states: ['delivered'] },
  { states: ['sent', 'delivered', 'read'] },
  { states: ['delivered'], beforeAnswer: true },
  { states: ['delivered'], byCorrelation: true },
  { states: ['sent', 'delivered', 'read'], byCorrelation: true, copies: 2, reversed: true },
  { states: ['delivered', 'read'], byCorrelation: true, beforeAnswer: true },
  { states: ['failed'], byCorrelation: true, reason: { class: 'recipient-unreachable' } },
  { states: ['failed', 'delivered'], byCorrelation: true },
];

const FAULTS: readonly Behaviour[] = [
  { kind: 'reset', processed: true },
  { kind: 'reset', processed: false },
  { kind: 'answer', status: 503, processed: true },
  { kind: 'answer', status: 503 },
  { kind: 'answer', status: 429, headers: { 'retry-after': '2' } },
  { kind: 'answer', status: 422, body: { error: { code: 'E422', message: 'no' } } },
  { kind: 'accept', delayMs: 3_000 },
];

const SMS_FAULTS: readonly TwilioFault[] = [
  { kind: 'answerLost' },
  { kind: 'reset' },
  { kind: 'refuse', status: 429, code: 20429, retryAfter: 2 },
  { kind: 'refuse', status: 503 },
];

/** Agents and customers who write, by a seed; providers and HubSpot that misbehave meanwhile. */
export class Load {
  constructor(private readonly stage: Stage) {}

  /** Does something at random, or what leads to a kill point. */
  act(towards?: KillPoint): void {
    const deed = (towards && this.#deedTowards(towards)) ?? this.#pick(DEEDS);
    if (deed === 'agent-chat') this.#agentWritesChat();
    else if (deed === 'agent-sms') this.#agentWritesSms();
    else if (deed === 'customer-sms') this.#customerWritesSms();
    else this.#customerWritesChat(deed === 'customer-file' ? 1 + this.#below(2) : 0);
  }

  /** HubSpot has a bad day, from now on. */
  troubleHubSpot(): void {
    const { control } = this.stage.emulator;
    const status = ['messages.updateStatus'] as const;
    const publish = ['messages.publish'] as const;
    const files = ['files.upload'] as const;
    const all = [...status, ...publish, ...files];
    control.addFault({ effect: { kind: 'latency', ms: 100, jitterMs: 600 }, probability: 0.3 });
    control.addFault({ effect: { kind: 'error', status: 500 }, operations: all, probability: 0.05 });
    control.addFault({ effect: { kind: 'error', status: 502 }, operations: all, probability: 0.03 });
    control.addFault({ effect: { kind: 'rate-limit', policy: 'SECONDLY' }, operations: all, probability: 0.03 });
    control.addFault({ effect: { kind: 'token-expired' }, operations: all, probability: 0.03 });
    control.addFault({ effect: { kind: 'reset-after' }, operations: all, probability: 0.06 });
    control.addFault({ effect: { kind: 'reset-before' }, operations: all, probability: 0.03 });
    control.addFault({ effect: { kind: 'late', connection: 'reset' }, operations: [...status], probability: 0.05 });
    control.addFault({ effect: { kind: 'late', ms: 20_000 }, operations: [...status], probability: 0.02 });
    control.addFault({ effect: { kind: 'duplicate-webhook' }, probability: 0.15 });
    control.addFault({ effect: { kind: 'reorder-webhook' }, probability: 0.1 });
  }

  /** Nothing goes wrong any more. */
  calmHubSpot(): void {
    this.stage.emulator.control.clearFaults();
  }

  /** HubSpot answers a repeated publication in another way. */
  turnDuplicates(): void {
    const duplicatePublication = this.#pick([201, 200, 409, 400] as const);
    this.stage.emulator.control.turnSwitches({ duplicatePublication });
  }

  #deedTowards(point: KillPoint): Deed | undefined {
    const [where] = point.split('.');
    if (where === 'upload' || where === 'fetched') return 'customer-file';
    if (where === 'publish' || where === 'published') return this.#pick(['customer-chat', 'customer-sms']);
    if (where === 'append' || where === 'receipt') return undefined;
    return this.#pick(['agent-chat', 'agent-sms']);
  }

  #agentWritesChat(): void {
    const { ledger, chat, emulator } = this.stage;
    const line = this.#line('chat');
    const peer = this.#pick(CHAT_PEERS);
    const word = ledger.word();
    const files = Array.from({ length: this.#chance(0.3) ? 1 + this.#below(2) : 0 }, (_, n) => `${word}-${n}.png`);
    const elements = [word, ...files];
    const plan = this.#pick(RECEIPTS);
    const fault = this.#chance(0.35) ? this.#pick(FAULTS) : undefined;
    const struck = this.#pick(elements);
    const concerns = (element: string) => (message: { text?: string; files?: { name?: string }[] }) =>
      message.text === element || message.files?.some(({ name }) => name === element) === true;
    if (fault) chat.behave({ ...fault, receipts: plan }, { when: concerns(struck) });
    for (const element of elements)
      chat.behave({ kind: 'accept', receipts: plan }, { when: concerns(element), times: 100 });
    const to: Address = { type: line.address.type, value: peer };
    const attachments = files.map((name) => ({ name, bytes: PIXEL }));
    const { id } = emulator.control.agentSend({ accountId: line.accountId, to: [to], text: word, attachments });
    const order = ledger.written.length + 1;
    const written: Written = { id, order, channel: 'chat', line: line.address.value, peer, elements, receipts: plan };
    ledger.written.push(fault ? { ...written, fault } : written);
  }

  #agentWritesSms(): void {
    const { ledger, sms, emulator } = this.stage;
    const line = this.#line('sms');
    const peer = this.#pick(SMS_PEERS);
    const words = Array.from({ length: this.#chance(0.25) ? LONG_TEXT_WORDS : 1 }, () => ledger.word());
    const text = words.join(' ');
    const callbacks = this.#pick(['normal', 'early', 'duplicate', 'reversed', 'never'] as const);
    const statuses = this.#pick([['sent', 'delivered'], ['sent'], ['sent', { status: 'undelivered', code: 30003 }]]);
    sms.rule(peer, { callbacks, statuses, containing: words[0]! });
    if (this.#chance(0.35)) sms.fault({ ...this.#pick(SMS_FAULTS), to: peer });
    const to: Address = { type: line.address.type, value: peer };
    const { id } = emulator.control.agentSend({ accountId: line.accountId, to: [to], text });
    const order = ledger.written.length + 1;
    ledger.written.push({ id, order, channel: 'sms', line: line.address.value, peer, elements: words });
  }

  #customerWritesChat(files: number): void {
    const { ledger, chat } = this.stage;
    const received = this.#received(this.#line('chat'), this.#pick(CHAT_PEERS), files);
    const sent = Array.from({ length: files }, () => ({ url: chat.addFile('image/png', PIXEL), type: 'image/png' }));
    const content = { text: received.word, ...(files > 0 ? { files: sent } : {}) };
    const from = { type: CHAT_ADDRESS, value: received.peer } as const;
    void chat.customerWrites({ from, ...content, to: received.line }).then((id) => {
      received.acknowledged = !chat.undelivered.some(({ events }) =>
        events.some(({ data }) => (data as { id?: string }).id === id),
      );
    });
    ledger.received.push(received);
  }

  #customerWritesSms(): void {
    const { ledger, sms } = this.stage;
    const received = this.#received(this.#line('sms'), this.#pick(SMS_PEERS), 0);
    void sms.customerWrites({ from: received.peer, to: received.line, text: received.word }).then(({ webhook }) => {
      received.acknowledged = webhook?.status !== undefined && webhook.status < 300;
    });
    ledger.received.push(received);
  }

  #received({ channel, address }: Line, peer: string, files: number): Received {
    return { word: this.stage.ledger.word(), channel, line: address.value, peer, files, acknowledged: false };
  }

  #line(channel: ChannelName): Line {
    return this.#pick(this.stage.lines.filter((line) => line.channel === channel));
  }

  #pick<T>(from: readonly T[]): T {
    return from[this.#below(from.length)]!;
  }

  #below(limit: number): number {
    return this.stage.random.integer(limit);
  }

  #chance(share: number): boolean {
    return this.stage.random.next() < share;
  }
}
