import { describe, expect, it, jest } from '@jest/globals';
import type { OutsideWindow } from '../../../../src/config/outside-window.js';
import type { ContentItem } from '../../../../src/contract/content-item.js';
import type { PartDraft, Rejection } from '../../../../src/contract/outbound-message.js';
import { MAX_TEMPLATE_TEXT, planOutside } from '../../../../src/delivery/outside-window/plan-outside.js';
import { plainDefinition } from '../../contract/definitions.js';

const CAN = { ...plainDefinition().capabilities, content: ['template' as const] };
const to = { type: 'HS_PHONE_NUMBER', value: '+15550199' } as const;
const text = (value: string): ContentItem => ({ kind: 'text', text: value });
const FILE: ContentItem = { kind: 'file', ref: { kind: 'hubspot', fileId: '1' }, usage: 'IMAGE' };

const template = (...variables: string[]): OutsideWindow => ({
  mode: 'template',
  template: { name: 'hello', language: 'en_US', variables },
});
const hold = (...variables: string[]): OutsideWindow => ({
  mode: 'template-then-hold',
  template: { name: 'hello', variables },
  holdMs: 1,
});

function plan(
  policy: OutsideWindow,
  content: ContentItem[],
  inside: PartDraft[] | Rejection = content.map((item) => ({ items: [item] })),
  capabilities = CAN,
) {
  const message = { id: 'm1', threadId: 't1', createdAtMs: 0, to, content };
  return planOutside(message, policy, capabilities, () => inside);
}

const refused = (failure: string, detail: RegExp) => ({
  rejected: { class: failure, scope: 'message', detail: expect.stringMatching(detail) },
});

describe('a message outside the window is planned', () => {
  it('not at all by `fail`, and not even looked at', () => {
    const inside = jest.fn<() => PartDraft[]>();
    const message = { id: 'm1', threadId: 't1', createdAtMs: 0, to, content: [text('Hello')] };
    expect(planOutside(message, { mode: 'fail' }, CAN, inside)).toEqual({
      rejected: { class: 'outside-window', scope: 'message' },
    });
    expect(inside).not.toHaveBeenCalled();
  });

  it('as one template by `template`, its gaps filled in their order', () => {
    expect(plan(template('To {{ to }}', '{{text}}', 'Bye'), [text('one'), text('two')])).toEqual([
      {
        items: [{ kind: 'template', name: 'hello', language: 'en_US', variables: ['To +15550199', 'one two', 'Bye'] }],
      },
    ]);
  });

  it('as a template and then itself by `template-then-hold`; only its first part waits, and needs the template', () => {
    expect(plan(hold('Hi'), [text('one'), FILE])).toEqual([
      { items: [{ kind: 'template', name: 'hello', variables: ['Hi'] }] },
      { items: [text('one')], continues: true, awaitsReply: true },
      { items: [FILE] },
    ]);
  });

  it('with a text as a provider takes it: on one line, without wide gaps', () => {
    expect(plan(template('{{text}}'), [text('  a\r\nb\tc    d\u2028e ')])).toMatchObject([
      { items: [{ variables: ['a b c d e'] }] },
    ]);
  });

  it('with a text that says {{to}}, as the agent wrote it', () => {
    expect(plan(template('{{text}}'), [text('{{to}} $& $1')])).toMatchObject([
      { items: [{ variables: ['{{to}} $& $1'] }] },
    ]);
  });

  it('not as a template that would leave something out', () => {
    expect(plan(template('{{text}}'), [text('Look'), FILE])).toEqual(refused('outside-window', /file/));
    const long = 'x'.repeat(MAX_TEMPLATE_TEXT + 1);
    expect(plan(template('{{text}}'), [text(long)])).toEqual(refused('content-too-long', /800/));
  });

  it('with its text cut where all of it follows', () => {
    const long = `${'x'.repeat(MAX_TEMPLATE_TEXT - 1)}👩‍👩‍👧`;
    const planned = plan(hold('{{text}}'), [text(long)]);
    expect(planned).toMatchObject([
      { items: [{ variables: ['x'.repeat(MAX_TEMPLATE_TEXT - 1)] }] },
      { items: [text(long)] },
    ]);
  });

  it('not with an empty variable', () => {
    expect(plan(hold('{{text}}'), [FILE])).toEqual(refused('outside-window', /has none/));
    expect(plan(hold('Hi'), [FILE])).toHaveLength(2);
  });

  it('not where the account takes no templates', () => {
    const none = plainDefinition().capabilities;
    expect(plan(hold('Hi'), [text('one')], undefined, none as typeof CAN)).toEqual(
      refused('outside-window', /no templates/),
    );
  });

  it('not where it could not be sent inside either', () => {
    const refusal: Rejection = { rejected: { class: 'media-too-large', scope: 'message' } };
    expect(plan(hold('Hi'), [FILE], refusal)).toEqual(refusal);
    expect(plan(hold('Hi'), [text('x')], [])).toEqual([]);
  });
});
