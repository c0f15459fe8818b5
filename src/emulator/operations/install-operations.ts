import { NO_CONTENT } from '../answers/reply.js';
import type { Operation } from '../api/operation.js';
import { uninstall } from '../installs/installs.js';

/** An app takes itself out of a portal. Source: HubSpot, "App uninstalls API". */
export const INSTALL_OPERATIONS: Operation[] = [
  {
    name: 'app.uninstall',
    method: 'DELETE',
    paths: (version) => (version === '2025-09' ? [] : [`/appinstalls/${version}/external-install`]),
    auth: 'portal',
    scopes: ['oauth'],
    handle: ({ appId, portalId }, world) => {
      uninstall({ appId, portalId }, world);
      return NO_CONTENT;
    },
  },
];
