import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { HttpRequest, HttpTransport } from 'channelwright/adapter';
import { anAccount, aPart, aSendContext } from '../../../src/testing/adapter-call.js';
import smallest from '../../fixtures/smallest-adapter.js';

const repository = new URL('../../../../', import.meta.url);
const textOf = (path: string) => readFileSync(new URL(path, repository), 'utf8');

describe('the smallest adapter', () => {
  it('is what the guide shows first, word for word', () => {
    const [, shown] = /^```ts\n(.*?)^```/ms.exec(textOf('docs/guides/write-an-adapter.md'))!;
    expect(shown).toBe(textOf('test/fixtures/smallest-adapter.ts'));
  });

  it('fits on a screen', () => {
    expect(textOf('test/fixtures/smallest-adapter.ts').trim().split('\n').length).toBeLessThanOrEqual(30);
  });

  it.each([
    [202, 'accepted'],
    [422, 'rejected'],
    [500, 'uncertain'],
  ])('takes %i for %s', async (status, kind) => {
    const requests: HttpRequest[] = [];
    const http: HttpTransport = {
      async request(request) {
        requests.push(request);
        const json = async () => ({ id: 'm1' });
        return { status, json } as Awaited<ReturnType<HttpTransport['request']>>;
      },
    };
    const adapter = smallest.create!({ http } as Parameters<NonNullable<typeof smallest.create>>[0]);
    const account = anAccount(smallest.accountSettings.parse({ url: 'https://acme.example.com/messages', token: 't' }));
    const outcome = await adapter.send(aPart([{ kind: 'text', text: 'hello' }]), aSendContext(account));
    expect(outcome.kind).toBe(kind);
    expect(requests).toMatchObject([
      { url: 'https://acme.example.com/messages', headers: { authorization: 'Bearer t' } },
    ]);
  });
});
