import { journeyOf, type Step } from './journey.js';
import type { Difference } from './judge.js';
import type { Scenario } from './scenario.js';
import { messagesWith } from './see-conversation.js';
import type { Stage } from './stage.js';

const WIDTH = 100;
const INDENT = 4;

/** `1.24 s` since the demo began. */
export function secondsSince({ startedAtMs }: Stage, atMs: number): string {
  return `${((atMs - startedAtMs) / 1000).toFixed(2)} s`;
}

export const MORNING = `
Before the day: an admin installs the app and connects five accounts. Nobody sits at the browser,
but the pages, redirects and forms are those that people see.
`;

export function setUpStep(what: string): string {
  return `\n${' '.repeat(INDENT)}${what}\n`;
}

export function requestsOf(requests: readonly string[]): string {
  return `${wrap(requests, ' → ', INDENT + 2)}\n`;
}

export const TITLE = `
A day at the support desk. Agents write in HubSpot, customers have phones, the connector stands
between them. Under each message its journey, in milliseconds since it was written.
`;

export function opening({ title, story }: Scenario, number: number): string {
  return `\n${String(number).padStart(2)}  ${title}\n${wrap(story.split(' '), ' ', INDENT)}\n`;
}

/** The journeys of a scenario's messages. */
export function journeys(stage: Stage, { ends }: Scenario): string {
  return ends
    .flatMap(({ customer }) => messagesWith(stage, customer).map((message) => ({ customer, message })))
    .map(({ customer, message }) => {
      const who = message.direction === 'INCOMING' ? `${customer.name} → us` : `us → ${customer.name}`;
      return `${' '.repeat(INDENT)}${who}: ${message.text}\n${steps(journeyOf(stage, customer, message))}\n`;
    })
    .join('');
}

export function verdict(day: readonly Scenario[], differences: readonly Difference[]): string {
  const messages = day.flatMap(({ ends }) => ends.flatMap(({ hubspot }) => hubspot)).length;
  if (differences.length === 0) return `All ${messages} messages ended as the script says.\n`;
  const blocks = differences.map(
    ({ scenario, where, lines }) => `✗ ${scenario}: ${where}\n${lines.map((line) => `    ${line}\n`).join('')}`,
  );
  return `Not as the script says ( - scripted, + found ):\n\n${blocks.join('\n')}`;
}

/** Milliseconds after the first of them. */
function steps(all: readonly Step[]): string {
  const first = all[0]?.atMs ?? 0;
  return wrap(
    all.map(({ atMs, what }, index) => (index === 0 ? what : `${what} +${atMs - first}`)),
    ' → ',
    INDENT + 2,
  );
}

/** Words on lines of at most {@link WIDTH} characters. */
function wrap(words: readonly string[], between: string, indent: number): string {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const piece = index < words.length - 1 ? word + between : word;
    if (line !== '' && indent + line.length + piece.trimEnd().length > WIDTH) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line].map((text) => ' '.repeat(indent) + text).join('\n');
}
