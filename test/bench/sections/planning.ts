import { gsm7, shiftJisBytes, smsText } from 'channelwright/adapter';
import type { Capabilities } from '../../../src/contract/capabilities.js';
import type { TextItem } from '../../../src/contract/content-item.js';
import { planByCapabilities } from '../../../src/delivery/preparation/default-planner.js';
import { cpuPerCall } from '../measure/cpu-per-call.js';
import { figure, type Report } from '../measure/report.js';
import { alternate } from '../measure/rounds.js';
import type { Effort } from './section.js';

const BASE: Capabilities = {
  hubspot: {
    deliveryIdentifierTypes: ['HS_PHONE_NUMBER'],
    threadingModel: 'DELIVERY_IDENTIFIER',
    allowConversationStart: true,
  },
  text: { maxUnits: 4096 },
  idempotency: { kind: 'none' },
};
const SHORT = 'Your table is booked for half past seven.';
const LONG = `${'The quick brown fox jumps over the lazy dog, and https://example.com/path?x=1 is where it went. '.repeat(100)}`;
const JAPANESE = 'ご予約を承りました。明日の午後三時にお待ちしております。'.repeat(40);
const RICH =
  '<p>Hello <b>Ben</b>, your <a href="https://example.com/order/1">order</a> is <i>on its way</i>.</p>'.repeat(20);

const CASES: readonly { name: string; item: TextItem; text: Capabilities['text'] }[] = [
  { name: 'a short text', item: words(SHORT), text: { maxUnits: 4096 } },
  { name: 'a short text, as SMS', item: words(SHORT), text: smsText({ segments: 6 }) },
  { name: '9,600 characters, UTF-16, parts of 1600', item: words(LONG), text: { maxUnits: 1600 } },
  { name: '9,600 characters, GSM-7, parts of 160', item: words(LONG), text: { maxUnits: 160, encode: gsm7 } },
  {
    name: '1,120 Japanese characters, Shift_JIS, parts of 140 bytes',
    item: words(JAPANESE),
    text: { maxUnits: 140, encode: shiftJisBytes() },
  },
  {
    name: '1,900 characters of HTML, formatted',
    item: { ...words(plain(RICH)), richText: RICH },
    text: { maxUnits: 4096, format: { marks: { bold: ['*', '*'], italic: ['_', '_'] } } },
  },
];

/** How many texts one core plans in a second. */
export async function planning({ quick }: Effort): Promise<Report> {
  const seconds = quick ? 0.2 : 1;
  const measured = await alternate(
    quick ? 1 : 5,
    Object.fromEntries(
      CASES.map(({ name, item, text }) => [name, async () => ({ us: await cpuPerCall(planner(item, text), seconds) })]),
    ),
  );
  return {
    title: 'Planning',
    columns: ['Text', 'parts', 'µs CPU', 'texts/s on one core'],
    rows: CASES.map(({ name, item, text }) => {
      const { us } = measured[name]!;
      return [name, planner(item, text)(), figure(us), Math.round(1e6 / us)];
    }),
  };
}

/** @returns plans once more, and tells how many parts there are */
function planner(item: TextItem, text: Capabilities['text']): () => number {
  const to = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
  const message = { id: '1', threadId: '1', createdAtMs: 0, to, content: [item] };
  return () => {
    const plan = planByCapabilities(message, { ...BASE, text }, () => '');
    if ('rejected' in plan) throw new Error(`${plan.rejected.class}: ${plan.rejected.detail}`);
    return plan.length;
  };
}

function words(text: string): TextItem {
  return { kind: 'text', text };
}

/** As HubSpot writes the text beside its HTML. */
function plain(html: string): string {
  return html
    .replaceAll('</p>', '\n')
    .replace(/<[^>]+>/g, '')
    .trim();
}
