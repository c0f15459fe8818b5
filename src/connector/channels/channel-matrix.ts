import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { MediaRule } from '../../contract/capabilities.js';
import type { ChannelAdapter } from '../../contract/channel-adapter.js';

const HOUR_MS = 3_600_000;
const MIB = 1_048_576;

/** One line of the matrix: what is asked of each adapter. */
const ROWS: readonly (readonly [what: string, of: (definition: AdapterDefinition) => string])[] = [
  ['text in one part', ({ capabilities: { text } }) => `${text.maxUnits.toLocaleString('en')}`],
  ['formatting', ({ capabilities: { text } }) => listed(Object.keys(text.format?.marks ?? {}))],
  ['files', ({ capabilities: { media } }) => (media ? filesOf(media.rules, media.otherwise === 'link') : '–')],
  ['location', ({ capabilities: { content } }) => nativeOr(content?.includes('location'), 'as text')],
  ['contact', ({ capabilities: { content } }) => nativeOr(content?.includes('contact'), 'as text')],
  ['quick replies', ({ capabilities: { quickReplies } }) => (quickReplies ? `up to ${quickReplies.maxCount}` : '–')],
  ['window for free text', ({ capabilities: { window } }) => (window ? `${window.ms / HOUR_MS} h` : 'none')],
  ['templates outside it', ({ capabilities: { content } }) => nativeOr(content?.includes('template'), '–')],
  ['a call repeated after a crash', ({ capabilities: { idempotency } }) => PROTECTION[idempotency.kind]],
  ['statuses after SENT', ({ receipts: { states } }) => listed(states.filter((state) => state !== 'sent'))],
  ['customers’ names', (definition) => (can(definition, 'describePeer') ? 'asked for' : 'with the message')],
  ['receives by', waysIn],
  ['catches up after an outage', (definition) => nativeOr(can(definition, 'backfill'), '–')],
];

const PROTECTION = {
  key: 'dropped by the provider',
  correlation: 'never made: its receipt tells',
  none: 'never made: reported uncertain',
} as const;

/** What each adapter can do, as it declares it: a Markdown table. */
export function channelMatrix(definitions: readonly AdapterDefinition[]): string {
  const head = ['', ...definitions.map(({ name }) => name)];
  const rows = ROWS.map(([what, of]) => [what, ...definitions.map(of)]);
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function filesOf(rules: readonly MediaRule[], linked: boolean): string {
  const largest = rules.map(({ types, maxBytes }) => `${kindsOf(types)} ${megabytes(maxBytes)}`);
  return [...new Set(largest), ...(linked ? ['others as links'] : [])].join(', ');
}

/** `image/png` and `image/jpeg` are `image` to a reader. */
function kindsOf(types: readonly string[]): string {
  return [...new Set(types.map((type) => (type === '*' ? 'any' : type.split('/')[0])))].join('/');
}

function megabytes(bytes: number): string {
  if (bytes % MIB === 0) return `${bytes / MIB} MiB`;
  return bytes >= 1_000_000 ? `${Math.round(bytes / 1_000_000)} MB` : `${Math.round(bytes / 1000)} kB`;
}

function nativeOr(native: boolean | undefined, otherwise: string): string {
  return native ? 'yes' : otherwise;
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : '–';
}

/** Only an adapter that is a class can be asked without settings. */
function can({ adapter }: AdapterDefinition, member: keyof ChannelAdapter): boolean {
  return typeof adapter?.prototype[member] === 'function';
}

function waysIn(definition: AdapterDefinition): string {
  return listed([
    ...(can(definition, 'parseWebhook') ? ['webhook'] : []),
    ...(can(definition, 'connect') ? ['poll or socket'] : []),
  ]);
}
