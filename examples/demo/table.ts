import type { EmulatedMessage as Message } from 'channelwright/testing';
import Table from 'cli-table3';
import type { Customer, Way } from './customer.js';
import { secondsSince } from './narrate.js';
import type { Scenario } from './scenario.js';
import { messagesWith, seeConversation } from './see-conversation.js';
import type { Stage } from './stage.js';

const COLUMNS = { '#': 4, 'who writes': 18, message: 25, 'HubSpot shows': 22, written: 9, since: 9, got: 5 };
export const WAY_NAMES: Record<Way, string> = {
  sms: 'SMS',
  whatsapp: 'WhatsApp',
  line: 'LINE',
  telegram: 'Telegram',
  chat: 'chat',
};

const LEGEND = [
  'written  seconds after the demo began',
  'since    when HubSpot was told what it shows (of a customer’s message: when it appeared there)',
  'got      what the customer really received of it: texts and files',
  'SENT     also of what was delivered: HubSpot has no status for that',
];

/** HubSpot's view of all messages of the day. */
export function finalTable(stage: Stage, day: readonly Scenario[]): string {
  const table = new Table({
    head: Object.keys(COLUMNS),
    colWidths: Object.values(COLUMNS),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const [index, { ends }] of day.entries()) {
    for (const { customer } of ends) {
      for (const message of messagesWith(stage, customer)) table.push([index + 1, ...row(stage, customer, message)]);
    }
  }
  return [table.toString(), ...LEGEND].join('\n');
}

function row(stage: Stage, customer: Customer, message: Message): string[] {
  const { name, way } = customer;
  const incoming = message.direction === 'INCOMING';
  return [
    `${incoming ? `${name} → us` : `us → ${name}`}, ${WAY_NAMES[way]}`,
    message.text,
    [message.status.statusType, message.status.errorMessage].filter((part) => part !== undefined).join(': '),
    secondsSince(stage, message.createdAtMs),
    secondsSince(stage, shownSince(message)),
    incoming ? '' : String(piecesOf(stage, customer, message)),
  ];
}

/** When HubSpot was first told what it shows; the time of birth where nobody told it anything. */
function shownSince({ history, status }: Message): number {
  const [born] = history;
  const told = history.filter(({ kind, answered }) => kind === 'patch' && answered === 200);
  const other = told.findLastIndex((change) => change.status.statusType !== status.statusType);
  return (told[other + 1] ?? born!).atMs;
}

/** Files carry no text: they are those of the one message that has some. */
function piecesOf(stage: Stage, customer: Customer, { text, attachments }: Message): number {
  const { phone } = seeConversation(stage, customer);
  return phone.filter((piece) => piece === text || (attachments.length > 0 && piece.startsWith('('))).length;
}
