import { Pool } from 'undici';
import { CHANNEL_ID, messageId, PORTALS } from '../traffic/the-account.js';
import { answerParent } from './answer-parent.js';

/** What the synchroniser is measured against: the same PATCHes from a loop, nothing remembered and nothing decided. */
answerParent({
  async run({
    hubspot,
    count,
    concurrency,
    connections,
  }: Record<'count' | 'concurrency' | 'connections', number> & { hubspot: string }) {
    const pool = new Pool(hubspot, { connections, pipelining: 1 });
    let next = 0;
    const patchAll = async () => {
      for (let number = next++; number < count; number = next++) await patch(pool, number);
    };
    await Promise.all(Array.from({ length: concurrency }, patchAll));
    await pool.close();
  },
});

async function patch(pool: Pool, number: number): Promise<void> {
  const answer = await pool.request({
    method: 'PATCH',
    path: `/conversations/v3/custom-channels/${CHANNEL_ID}/messages/${messageId(number)}`,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer token-${PORTALS[number % PORTALS.length]}`,
      accept: 'application/json',
    },
    body: JSON.stringify({ statusType: 'READ' }),
  });
  await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`answered ${answer.statusCode}`);
}
