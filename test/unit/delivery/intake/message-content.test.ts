import { describe, expect, it } from '@jest/globals';
import { contentOf } from '../../../../src/delivery/intake/message-content.js';
import { parseHubSpotWebhook } from '../../../../src/hubspot/schemas/webhook.js';

/** What an agent wrote, read as the webhook brings it. */
function content(message: object) {
  const body = {
    type: 'OUTGOING_CHANNEL_MESSAGE_CREATED',
    portalId: 1,
    channelId: 2,
    message: { id: 'm', direction: 'OUTGOING', ...message },
  };
  const webhook = parseHubSpotWebhook(Buffer.from(JSON.stringify(body)));
  if (webhook.kind !== 'message') throw new Error('not a message');
  return contentOf(webhook.event.message);
}

describe('what an agent wrote', () => {
  it('is its text, with the rich text beside it', () => {
    expect(content({ text: 'Hi', richText: '<p>Hi</p>' })).toEqual([
      { kind: 'text', text: 'Hi', richText: '<p>Hi</p>' },
    ]);
    expect(content({ text: ' ' })).toEqual([]);
  });

  it('finds images that hide in the rich text, by HubSpot’s file id where it can be read', () => {
    const signed = 'https://api-eu1.hubspot.com/filemanager/api/v2/files/77/signed-url-redirect?portalId=1&amp;x=2';
    const richText = `<p>See <img src="${signed}"> and <img alt='b' src='https://cdn.example/b.png'></p>`;
    expect(content({ text: 'See', richText }).slice(1)).toEqual([
      { kind: 'file', usage: 'IMAGE', ref: { kind: 'hubspot', fileId: '77' } },
      { kind: 'file', usage: 'IMAGE', ref: { kind: 'url', url: 'https://cdn.example/b.png' } },
    ]);
  });

  it('does not take scripts and data for images', () => {
    expect(content({ richText: '<img src="javascript:alert(1)"><img src="data:image/png;base64,AA==">' })).toEqual([]);
  });

  it('reads attachments of every kind, files by id or by URL', () => {
    const attachments = [
      { type: 'FILE', fileId: 9, fileUsageType: 'IMAGE', name: 'a.png' },
      { type: 'FILE', url: 'https://files.example/b' },
      { fileId: 'https://files.example/c' },
      { type: 'LOCATION', latitude: 1.5, longitude: 2.5, name: 'Here' },
      { type: 'QUICK_REPLIES', quickReplies: [{ value: 'yes', valueType: 'TEXT', label: 'Yes' }] },
      { type: 'SOMETHING_NEW', x: 1 },
    ];
    expect(content({ attachments })).toEqual([
      { kind: 'file', ref: { kind: 'hubspot', fileId: '9' }, usage: 'IMAGE', name: 'a.png' },
      { kind: 'file', ref: { kind: 'url', url: 'https://files.example/b' }, usage: 'OTHER' },
      { kind: 'file', ref: { kind: 'url', url: 'https://files.example/c' }, usage: 'OTHER' },
      { kind: 'location', latitude: 1.5, longitude: 2.5, name: 'Here' },
      { kind: 'quickReplies', replies: [{ value: 'yes', valueType: 'TEXT', label: 'Yes' }] },
      { kind: 'unsupported', description: 'UNRECOGNIZED' },
    ]);
  });
});

it('reads markup that is nothing but openings of images without reading it again from each', () => {
  const [text, ...images] = content({ text: 'hello', richText: '<img '.repeat(200_000) });
  expect(text).toMatchObject({ kind: 'text', text: 'hello' });
  expect(images).toEqual([]);
});
