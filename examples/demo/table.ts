import Table from 'cli-table3';
import type { Message } from '../../src/emulator/index.js';
import type { Customer } from './customer.js';
import { secondsSince } from './narrate.js';
import type { Scenario } from './scenario.js';
import { messagesWith, seeConversation } from './see-conversation.js';
import type { Stage } from './stage.js';

const COLUMNS = { '#': 4, 'who writes': 18, message: 25, 'HubSpot shows': 22, written: 9, since: 9, got: 5 };
const WAY_NAMES = { sms: 'SMS', whatsapp: 'WhatsApp', chat: 'chat' };

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
    secondsSince(stage, lastChange(message)),
    incoming ? '' : String(piecesOf(stage, customer, message)),
  ];
}

/** When HubSpot's status became what it is. */
function lastChange({ history }: Message): number {
  const changes = history.filter(
    ({ status }, index) => index === 0 || status.statusType !== history[index - 1]?.status.statusType,
  );
  const told = history.find(({ kind, answered }) => kind === 'patch' && answered === 200);
  return changes.at(-1)?.kind === 'created' ? (told ?? history[0]!).atMs : changes.at(-1)!.atMs;
}

/** Files carry no text: they are those of the one message that has some. */
function piecesOf(stage: Stage, customer: Customer, { text, attachments }: Message): number {
  const { phone } = seeConversation(stage, customer);
  return phone.filter((piece) => piece === text || (attachments.length > 0 && piece.startsWith('('))).length;
}
