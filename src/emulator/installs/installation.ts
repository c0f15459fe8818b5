import type { Installation } from '../world/model.js';
import type { World } from '../world/world.js';

export interface InstallPlace {
  appId: string;
  portalId: string;
}

export const installKey = ({ appId, portalId }: InstallPlace): string => `${appId}/${portalId}`;

/** The app's stay in the portal, though it may have ended. */
export function installationOf(place: InstallPlace, { state }: World): Installation | undefined {
  return state.installs.get(installKey(place));
}

export function isInstalled(place: InstallPlace, world: World): boolean {
  const found = installationOf(place, world);
  return found !== undefined && found.uninstalledAtMs === undefined;
}

/** The number of the portal's first agent, who does in the emulator whatever an admin does. */
export function userOf(actorIds: Iterable<string>): string {
  const agent = [...actorIds].find((id) => id.startsWith('A-')) ?? 'A-0';
  return agent.slice(2);
}
