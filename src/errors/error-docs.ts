import { COMMAND_ERRORS } from './command-errors.js';
import { CONFIG_ERRORS } from './config-errors.js';
import type { ErrorEntry } from './error-entry.js';
import { HUBSPOT_ERRORS } from './hubspot-errors.js';
import { INGRESS_ERRORS } from './ingress-errors.js';
import { RUNTIME_ERRORS } from './runtime-errors.js';
import { STORE_ERRORS } from './store-errors.js';

const AREAS: [title: string, errors: Record<string, ErrorEntry>][] = [
  ['Configuration', CONFIG_ERRORS],
  ['HubSpot', HUBSPOT_ERRORS],
  ['Webhooks', INGRESS_ERRORS],
  ['The store', STORE_ERRORS],
  ['Running', RUNTIME_ERRORS],
  ['The command line', COMMAND_ERRORS],
];

const HEAD = `# Errors

Every error of Channelwright carries one of these codes, in \`error.code\`, in the log and in answers to webhooks. What is
particular to a case follows the message after a colon. The page is made from \`src/errors/\` by \`npm run docs\`.
`;

/** The text of `docs/reference/errors.md`. */
export function errorDocs(): string {
  const areas = AREAS.filter(([, errors]) => Object.keys(errors).length > 0);
  return `${HEAD}\n${areas.map(([title, errors]) => section(title, errors)).join('\n')}`;
}

function section(title: string, errors: Record<string, ErrorEntry>): string {
  const rows = Object.entries(errors).map(
    ([code, { message, remedy }]) => `| \`${code}\` | ${cell(message)}. | ${cell(remedy)} |`,
  );
  return `## ${title}\n\n| Code | Cause | Remedy |\n|---|---|---|\n${rows.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
