import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Webhook } from '../../traffic/webhooks.js';

/** How long it waits before it hands a webhook to the next replica, ms. */
const AGAIN_MS = 200;
const TRIES = 200;

/** Hands webhooks to replicas in turns; one that is not acknowledged goes to the next, as behind a load balancer. */
export class WebhookPoster {
  origins: readonly string[] = [];
  readonly #agent = new Agent({ connections: 64, pipelining: 1 });
  #turn = 0;

  async post({ path, headers, body }: Webhook): Promise<void> {
    for (let tried = 0; tried < TRIES; tried++) {
      const origin = this.origins[this.#turn++ % this.origins.length]!;
      const status = await this.#agent
        .request({ origin, path, method: 'POST', headers, body })
        .then(async (answer) => {
          await answer.body.dump();
          return answer.statusCode;
        })
        .catch(() => 0);
      if (status === 200) return;
      await delay(AGAIN_MS);
    }
    throw new Error('no replica acknowledges a webhook');
  }
}
