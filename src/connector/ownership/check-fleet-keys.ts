import { ChannelwrightError } from '../../errors/channelwright-error.js';
import type { FleetStore, Member } from '../../fleet/fleet-store.js';

/**
 * Whether all that live could read what each of them writes: an event that its owner cannot open would end as a dead letter.
 *
 * @param keys ids of our own, the one that seals first
 * @throws ChannelwrightError `CW_FLEET_KEYS_DIFFER` naming the other replica
 */
export async function checkFleetKeys(fleet: Pick<FleetStore, 'survey'>, keys: readonly string[]): Promise<void> {
  const { members } = await fleet.survey();
  const other = members.find((member) => !fit(keys, member));
  if (other) throw new ChannelwrightError('CW_FLEET_KEYS_DIFFER', other.name);
}

function fit(own: readonly string[], { keys: [theirFirst, ...theirOthers] = [] }: Member): boolean {
  const [first] = own;
  if (theirFirst === undefined || first === undefined) return true;
  return own.includes(theirFirst) && [theirFirst, ...theirOthers].includes(first);
}
