import type { Address, PeerDescription } from 'channelwright/adapter';
import { z } from 'zod';
import type { LineApi } from './line-api.js';

const profile = z.object({ displayName: z.string() });
const group = z.object({ groupName: z.string() });

/** LINE could not say what somebody is called. */
class NameUnavailable extends Error {
  override readonly name = 'NameUnavailable';
}

/**
 * What a user, or a group whose member does not want to be named, is called. LINE tells the profiles of its account's
 * friends, of members of a group or room the bot is in, and answers 404 for everybody else.
 * Source: LINE, "Messaging API reference", get profile, get group chat member profile, get group chat summary.
 *
 * @throws NameUnavailable, TransportError
 */
export async function describePeer(
  api: LineApi,
  { value: peer }: Address,
  { value: conversation }: Address,
  signal: AbortSignal,
): Promise<PeerDescription> {
  const path = pathOf(encodeURIComponent(peer), encodeURIComponent(conversation));
  if (path === undefined) return {};
  const response = await api.get(path, signal);
  const body: unknown = await response.json();
  if (response.status === 404) return {};
  const name = profile.safeParse(body).data?.displayName ?? group.safeParse(body).data?.groupName;
  if (response.status !== 200 || name === undefined) throw new NameUnavailable(`LINE answered ${response.status}`);
  return { name };
}

/** The first letter of an id says whose it is. A room has no name. */
function pathOf(peer: string, conversation: string): string | undefined {
  if (peer.startsWith('R')) return undefined;
  if (peer.startsWith('C')) return `/v2/bot/group/${peer}/summary`;
  if (conversation.startsWith('C')) return `/v2/bot/group/${conversation}/member/${peer}`;
  if (conversation.startsWith('R')) return `/v2/bot/room/${conversation}/member/${peer}`;
  return `/v2/bot/profile/${peer}`;
}
