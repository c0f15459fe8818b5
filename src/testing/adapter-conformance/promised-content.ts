import type { Capabilities } from '../../contract/capabilities.js';
import type { ContentItem, FileItem, PartItem, QuickRepliesItem } from '../../contract/content-item.js';
import type { PartDraft } from '../../contract/outbound-message.js';
import type { Bench } from './bench.js';
import { isRejection, planOf } from './plan.js';
import { broken } from './rule.js';
import { CANARY_TEXT } from './send-try.js';
import { shownOutcome } from './shown.js';

/** A message that the declared capabilities promise to carry. */
export interface Promised {
  what: string;
  content: ContentItem[];
}

/** One message for each thing that the capabilities of the account name, each at its limit. */
export function promisedMessages(bench: Bench): Promised[] {
  const { capabilities } = bench;
  return [
    { what: 'a text', content: [{ kind: 'text', text: CANARY_TEXT }] },
    { what: 'a text of the longest length', content: [{ kind: 'text', text: longestText(capabilities) }] },
    ...promisedFiles(capabilities),
    ...promisedKinds(capabilities),
  ];
}

/** No provider takes more characters in one part. */
const LONGEST = 1_000_000;

/** The longest text of one part, in the provider's own measure. */
export function longestText({ text }: Capabilities): string {
  const units = (length: number) => text.encode?.('a'.repeat(length)).units ?? length;
  let [fits, tooLong] = [0, text.maxUnits + 1];
  // A unit may be more than a character: a segment of SMS is 160.
  while (tooLong < LONGEST && units(tooLong) <= text.maxUnits) [fits, tooLong] = [tooLong, tooLong * 2];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (units(middle) <= text.maxUnits) fits = middle;
    else tooLong = middle;
  }
  return 'a'.repeat(fits);
}

/** The parts of a promised message. @throws Broken where it is refused */
export function partsOf(bench: Bench, { what, content }: Promised): PartDraft[] {
  const plan = planOf(bench, content);
  if (!isRejection(plan)) return plan;
  return broken(
    `${what} to be planned: the capabilities promise it`,
    `the plan is ${shownOutcome({ kind: 'rejected', reason: plan.rejected })}`,
  );
}

/** An approved template, as the framework puts it into a part. */
export function templateItem({ subject }: Bench): PartItem {
  return { kind: 'template', name: 'hello', variables: [], ...subject.template };
}

/** A file of a type, as HubSpot would hand it over. */
export function fileOf(type: string, size: number, more: Partial<FileItem> = {}): FileItem {
  const name = `file.${type.split('/')[1]?.replace(/\W.*/, '') ?? 'bin'}`;
  const usage = type.startsWith('image/') ? 'IMAGE' : type.startsWith('audio/') ? 'AUDIO' : 'OTHER';
  return {
    kind: 'file',
    ref: { kind: 'url', url: `https://files.example.com/${name}` },
    name,
    type,
    size,
    usage,
    ...more,
  };
}

function promisedFiles({ media }: Capabilities): Promised[] {
  return (media?.rules ?? []).flatMap(({ types, maxBytes }) =>
    types.map((type) => ({
      what: `a file of ${type}`,
      content: [fileOf(anyOf(type), Math.min(maxBytes, 1_000))],
    })),
  );
}

function promisedKinds({ content = [], quickReplies }: Capabilities): Promised[] {
  const text: ContentItem = { kind: 'text', text: 'Choose' };
  const kinds: Promised[] = [];
  if (content.includes('location')) {
    kinds.push({
      what: 'a location',
      content: [{ kind: 'location', latitude: 35.68, longitude: 139.76, name: 'Tokyo' }],
    });
  }
  if (content.includes('contact')) {
    const name = { firstName: 'Ann', lastName: 'Lee' };
    kinds.push({
      what: 'a contact',
      content: [{ kind: 'contact', name, phones: [{ phone: '+15550123', type: 'WORK' }] }],
    });
  }
  if (quickReplies) kinds.push({ what: 'quick replies', content: [text, replies(quickReplies)] });
  return kinds;
}

function replies({ maxCount, maxLabel, urls }: NonNullable<Capabilities['quickReplies']>): QuickRepliesItem {
  const label = (n: number) => `${n}`.padEnd(Math.min(maxLabel, 20), 'x');
  const texts = Array.from({ length: maxCount - (urls ? 1 : 0) }, (_, n) => ({
    value: label(n),
    valueType: 'TEXT' as const,
    label: label(n),
  }));
  const link = { value: 'https://example.com/', valueType: 'URL' as const, label: 'More' };
  return { kind: 'quickReplies', replies: urls ? [...texts, link] : texts };
}

/** A type that fits a pattern. */
function anyOf(pattern: string): string {
  if (pattern === '*') return 'application/pdf';
  const [kind, rest] = pattern.split('/');
  if (rest !== '*') return pattern;
  const usual: Record<string, string> = {
    image: 'png',
    audio: 'mpeg',
    video: 'mp4',
    text: 'plain',
    application: 'pdf',
  };
  return `${kind}/${usual[kind!] ?? 'octet-stream'}`;
}
