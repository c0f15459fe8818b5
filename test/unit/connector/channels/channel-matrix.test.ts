import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { channelMatrix } from '../../../../src/connector/channels/channel-matrix.js';
import { BUILT_IN_ADAPTERS, loadAdapters } from '../../../../src/connector/channels/load-adapters.js';

describe('the matrix of channels', () => {
  it('is what the README says (else: npm run docs)', async () => {
    const definitions = await loadAdapters(BUILT_IN_ADAPTERS, [], []);
    const [, shown] = /<!-- channels -->\n(.*)\n<!-- \/channels -->/s.exec(readFileSync('README.md', 'utf8')) ?? [];
    expect(shown).toBe(channelMatrix([...definitions.values()]));
  });

  it('says in a word what an adapter leaves out', async () => {
    const definitions = await loadAdapters(['webhook'], [], []);
    const [definition] = definitions.values();
    const { media: _media, quickReplies: _replies, content: _content, ...bare } = definition!.capabilities;
    const matrix = channelMatrix([{ ...definition!, capabilities: bare }]);
    expect(matrix).toContain('| files | – |');
    expect(matrix).toContain('| location | as text |');
    expect(matrix).toContain('| quick replies | – |');
  });
});
