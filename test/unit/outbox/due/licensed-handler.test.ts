import { expect, it } from '@jest/globals';
import { ChannelwrightError } from '../../../../src/errors/channelwright-error.js';
import { licensedHandler } from '../../../../src/outbox/due/licensed-handler.js';
import type { WorkHandler } from '../../../../src/outbox/work-handler.js';
import type { WorkRow } from '../../../../src/outbox/work-row.js';
import { callScopes } from '../../../../src/transport/call-scope.js';

class Asking implements WorkHandler {
  readonly queue = 'asking';
  readonly concurrency = 3;
  readonly perPortal = 2;
  readonly #heldUntilMs = 17;

  heldUntil(): number {
    return this.#heldUntilMs;
  }

  async run(): Promise<undefined> {
    await Promise.resolve();
    callScopes.getStore()!.assertLicensed();
  }
}

it('lets a handler call only while this process may call for the slot of the work', async () => {
  const owned = new Set([4]);
  const assertValid = (slot: number) => {
    if (!owned.has(slot)) throw new ChannelwrightError('CW_STORE_FENCED');
  };
  const handler = licensedHandler(new Asking(), { assertValid });
  const run = (slot: number) => handler.run({ slot } as WorkRow, new AbortController().signal);
  await run(4);
  await expect(run(5)).rejects.toMatchObject({ code: 'CW_STORE_FENCED' });
  expect(handler).toMatchObject({ queue: 'asking', concurrency: 3, perPortal: 2 });
  expect(handler.heldUntil?.('main/1')).toBe(17);
});
