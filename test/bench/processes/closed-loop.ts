import autocannon, { type Request } from 'autocannon';
import { agentMessage, type Webhook } from '../traffic/webhooks.js';
import { answerParent } from './answer-parent.js';

export interface ClosedLoad {
  url: string;
  connections: number;
  seconds: number;
}

export interface ClosedResult {
  acknowledged: number;
  refused: number;
  seconds: number;
}

/** More than any server here takes in a second. */
const PREPARED_PER_SECOND = 25_000;

/** Told apart by round, so that no message is sent twice. */
let lastNumber = Math.floor(Math.random() * 1e6) * 1_000_000;
let prepared: Webhook[] = [];

/** Autocannon, each request a message of its own, signed beforehand. */
answerParent({
  prepare({ seconds }: { seconds: number }) {
    prepared = Array.from({ length: PREPARED_PER_SECOND * seconds }, () => agentMessage(++lastNumber));
  },
  async run({ url, connections, seconds }: ClosedLoad): Promise<ClosedResult> {
    let next = 0;
    const setupRequest = (request: Request) => {
      const webhook = prepared[next++ % prepared.length]!;
      return { ...request, ...webhook };
    };
    const first = prepared[0]!;
    const requests = [{ method: 'POST', ...first, setupRequest }];
    const result = await autocannon({ url, connections, duration: seconds, requests });
    if (next > prepared.length) throw new Error('messages were sent twice: prepare more');
    return {
      acknowledged: result['2xx'],
      refused: result.non2xx + result.errors,
      seconds: result.duration,
    };
  },
});
