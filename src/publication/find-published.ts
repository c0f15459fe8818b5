import type { MessageCreate } from '../hubspot/schemas/message-create.js';
import type { ListedMessage } from './publication-calls.js';

/**
 * Which message of a thread is the one we published, where HubSpot said "duplicate" without saying of what. Nothing in a
 * thread names our idempotency id, so it is known by direction, account and text; of several, the one nearest in time.
 *
 * @param isTaken whether the id belongs to another message we know
 */
export function findPublished(
  listed: readonly ListedMessage[],
  body: MessageCreate,
  isTaken: (id: string) => boolean,
): ListedMessage | undefined {
  const atMs = Date.parse(body.timestamp);
  const distance = ({ createdAtMs }: ListedMessage) =>
    createdAtMs === undefined ? Infinity : Math.abs(createdAtMs - atMs);
  return listed
    .filter((message) => sameMessage(message, body) && !isTaken(message.id))
    .sort((a, b) => distance(a) - distance(b))[0];
}

function sameMessage({ direction, text, channelAccountId }: ListedMessage, body: MessageCreate): boolean {
  return (
    (direction === undefined || direction === body.messageDirection) &&
    (channelAccountId === undefined || channelAccountId === body.channelAccountId) &&
    text?.trim() === body.text.trim()
  );
}
