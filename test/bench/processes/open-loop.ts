import { latencyOf } from '../measure/statistics.js';
import { sendEvenly } from '../traffic/evenly.js';
import { agentMessage } from '../traffic/webhooks.js';
import { answerParent } from './answer-parent.js';

export interface OpenLoad {
  url: string;
  perSecond: number;
  seconds: number;
}

let lastNumber = Math.floor(Math.random() * 1e6) * 1_000_000;

/** Messages at even distances. */
answerParent({
  async run({ url, perSecond, seconds }: OpenLoad) {
    const count = perSecond * seconds;
    const { latencies, refused } = await sendEvenly({
      origin: url,
      count,
      perSecond,
      make: () => agentMessage(++lastNumber),
    });
    if (refused > 0) throw new Error(`${refused} of ${count} were not acknowledged`);
    return latencyOf(latencies);
  },
});
