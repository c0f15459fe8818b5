import { describe, expect, it } from '@jest/globals';
import { messageText, statusText } from '../../../../../src/cli/commands/messages/message-text.js';
import type { StatusRow } from '../../../../../src/status/status-row.js';
import {
  ACCOUNT,
  APP,
  attempt,
  CREATED_AT,
  message,
  openAttempt,
  PORTAL,
  part,
  providerId,
  reason,
} from '../../../../fixtures/message-rows.js';

function status(changes: Partial<StatusRow>): StatusRow {
  const owner = { app: APP, portal: PORTAL, channel: 'sms', hubspotChannelId: '1001', account: ACCOUNT };
  const times = { createdAtMs: CREATED_AT, updatedAtMs: CREATED_AT };
  return { key: 'k', ...owner, messageId: 'message-1', ...times, failures: 0, ...changes };
}

/** The rows of the parts, cut at two spaces or more. */
function partRows(text: string): string[][] {
  const [, table = ''] = text.split('\n\n');
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/ {2,}/));
}

describe('a status', () => {
  it('is one word where HubSpot shows what it should', () => {
    expect(statusText(status({ desired: { status: 'READ' }, synced: { status: 'READ' } }))).toBe('READ');
  });

  it('says what HubSpot shows where it does not', () => {
    const desired = { status: 'FAILED', reason: { class: 'recipient-invalid', code: '21211' } } as const;
    expect(statusText(status({ desired, synced: { status: 'SENT' } }))).toBe(
      'FAILED (recipient-invalid 21211), HubSpot: SENT',
    );
    expect(statusText(status({ desired: { status: 'SENT' }, abandoned: true }))).toBe(
      'SENT, HubSpot: nothing (given up)',
    );
  });

  it('is nothing while there is nothing to tell', () => {
    expect(statusText(status({}))).toBeUndefined();
    expect(statusText(undefined)).toBeUndefined();
  });
});

describe('a message', () => {
  const when = new Date(CREATED_AT).toISOString();

  it('shows each part, each attempt and each id of the provider in a row', () => {
    const first = attempt({ outcome: 'retry', reason: reason('rate-limited', { code: '429' }) });
    const ids = [providerId('A1', 'delivered'), providerId('A2', 'failed', { reason: reason('recipient-blocked') })];
    const parts = [part([first, attempt({ n: 2, ids })]), part([openAttempt()]), part([])];
    expect(partRows(messageText({ message: message(parts), journal: [] }))).toEqual([
      ['1', 'failed', '1', when, 'retry', '–', 'pending', 'rate-limited 429'],
      ['2', when, 'accepted', 'A1', 'delivered', '–'],
      ['A2', 'failed', 'recipient-blocked'],
      ['2', 'pending', '1', when, 'under way', '–', 'pending', '–'],
      ['3', 'pending', '–', '–', '–', '–', '–', '–'],
    ]);
  });

  it('says why a part was given up', () => {
    const parts = [part([attempt({ outcome: 'uncertain' })], { presumed: reason('unconfirmed') })];
    expect(partRows(messageText({ message: message(parts), journal: [] }))[0]?.at(-1)).toBe('unconfirmed');
  });

  it('says so when there is nothing to show yet', () => {
    const text = messageText({ message: message(undefined), journal: [] });
    expect(text).toContain('It has no parts yet.');
    expect(text).toContain('Nothing is on record.');
  });

  it('shows its journal, and its content only where that was asked for', () => {
    const entry = { type: 'status.synced', atMs: CREATED_AT, app: APP, portal: PORTAL, data: { status: 'SENT' } };
    const story = { message: message([]), journal: [entry] };
    expect(messageText(story)).toMatch(new RegExp(`${when} +status\\.synced +\\{"status":"SENT"\\}$`));
    expect(messageText({ ...story, content: 'deleted' })).toMatch(/Its content is no longer kept\.$/);
    const content = { key: 'k', items: [{ kind: 'text' as const, text: 'Hello\u001b[2J' }], expiresAtMs: 0 };
    expect(messageText({ ...story, content })).toContain('Hello\\u001b[2J');
  });
});
