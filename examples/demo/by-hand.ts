import type { ConnectorEvent } from './connector-child.js';
import { secondsSince } from './narrate.js';
import { WAYS } from './our-addresses.js';
import type { Stage } from './stage.js';
import { WAY_NAMES } from './table.js';

/** A customer to play with. */
const NORA = { type: 'HS_PHONE_NUMBER', value: '+15550110' };

/** Where everything is, and what to try. */
export function invitation(stage: Stage): string {
  const { hubspotUrl, connectorUrl, providers, connector } = stage;
  const account = stage.accountId('sms');
  const doubles = WAYS.map((way) => `  ${`${WAY_NAMES[way]} (double)`.padEnd(20)}${providers[way].url}`);
  return `
Everything stays up: play on by hand, end with Ctrl-C.

  HubSpot’s inbox     ${stage.inboxUrl}   open it in a browser: read, and write as an agent
  HubSpot (emulator)  ${hubspotUrl}        what it can do: docs/reference/emulator.md
${doubles.join('\n')}
  connector           ${connectorUrl}        /health/ready, /metrics; its log: ${connector.logFile}

An agent writes an SMS to Nora:
  curl ${hubspotUrl}/_emulator/agent-messages -d '${JSON.stringify({ accountId: account, to: [NORA], text: 'Hello Nora' })}'

Nora answers:
  curl ${providers.sms.url}/_double/customer -d '${JSON.stringify({ from: NORA.value, text: 'Hello you' })}'

What HubSpot shows, with every PATCH:
  curl '${hubspotUrl}/_emulator/messages?accountId=${account}'

The other channels, and how to answer there: docs/start/demo.md
Every double has /_double/customer, /_double/delivered, /_double/webhooks and /_double/fault.
What the connector does is told here as it happens.
`;
}

/** One line for an event while somebody plays. */
export function eventLine(stage: Stage, { type, payload }: ConnectorEvent): string {
  const about = payload.messageId ?? payload.publication ?? '';
  return `${secondsSince(stage, payload.atMs)}  ${type}  ${about}\n`;
}
