import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FAILURE_CLASSES } from '../../../src/contract/failure-reason.js';
import { PART_ORDER } from '../../../src/status/aggregate.js';
import { MAX_FAILURE_TEXT } from '../../../src/status/failure-text.js';
import { FAILURE_TEXT_EN } from '../../../src/status/failure-text-en.js';
import { FAILURE_TEXT_JA } from '../../../src/status/failure-text-ja.js';
import { LIFECYCLE_EVENTS } from '../../../src/status/lifecycle-events.js';
import { messageChanges } from '../../../src/status/message-changes.js';
import { advance, PROGRESS_ORDER } from '../../../src/status/transition.js';
import { attempt, message, part, reason } from '../../fixtures/message-rows.js';

const page = (path: string) => readFileSync(path, 'utf8');

/** The cells of every table row of a page that begins with something in code. */
function rows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\| `/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));
}
const plain = (cell: string) => cell.replaceAll('`', '');

describe('docs/reference/failure-classes.md', () => {
  const text = page('docs/reference/failure-classes.md');

  it('lists every class with what agents read', () => {
    const { sentences: en } = FAILURE_TEXT_EN;
    const { sentences: ja } = FAILURE_TEXT_JA;
    expect(rows(text)).toEqual(FAILURE_CLASSES.map((name) => [`\`${name}\``, en[name], ja[name]]));
  });

  it('names the bound of a text', () => {
    expect(text).toContain(`at most ${MAX_FAILURE_TEXT} characters`);
  });
});

describe('docs/reference/lifecycle-events.md', () => {
  const all = rows(page('docs/reference/lifecycle-events.md'));

  it('lists every event and when it fires', () => {
    const listed = all
      .filter(([name]) => name && plain(name) in LIFECYCLE_EVENTS)
      .slice(0, Object.keys(LIFECYCLE_EVENTS).length);
    expect(listed.map(([name, when]) => [plain(name ?? ''), when])).toEqual(Object.entries(LIFECYCLE_EVENTS));
  });

  it('lists the fields of message and part events', () => {
    const failed = part([attempt({ outcome: 'rejected', reason: reason('unknown') })]);
    const told = messageChanges(message([failed]), undefined, { sentWhen: 'accepted' }, 0);
    const named = (pattern: string) =>
      [...(all.find(([name]) => name === pattern)?.[1] ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1]);
    const ofMessage = named('`message.*`');
    const ofPart = [...ofMessage, ...named('`part.*`')];
    for (const { emission } of told) {
      const documented = emission.type === 'part.failed' ? ofPart : ofMessage;
      expect([...documented, 'reason'].sort()).toEqual(Object.keys(emission.payload as object).sort());
    }
  });
});

describe('docs/explain/status.md', () => {
  const text = page('docs/explain/status.md');

  it('shows the transitions as they are', () => {
    const reports = PROGRESS_ORDER.slice(1);
    expect(rows(text).map((cells) => cells.map(plain))).toEqual(
      PROGRESS_ORDER.map((current) => [current, ...reports.map((incoming) => advance(current, incoming))]),
    );
  });

  it('shows the order of the states of a part', () => {
    expect(text).toContain(PART_ORDER.map((state) => `\`${state}\``).join(' < '));
  });
});
