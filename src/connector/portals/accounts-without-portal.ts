import type { ConnectorConfig } from '../../config/connector-config.js';

/** Accounts of the configuration in a portal for which there are no tokens. */
export interface AccountsWithoutPortal {
  app: string;
  portalId: string;
  /** Their keys. */
  accounts: readonly string[];
  /** What to do about it, in words for operators. */
  remedy: string;
}

/**
 * Nothing is sent for such accounts until their portal is there: by tokens in the configuration, or by an install.
 *
 * @param isKnown of a portal that is not in the configuration
 */
export function accountsWithoutPortal(
  { apps, portals, channels, publicUrl }: Pick<ConnectorConfig, 'apps' | 'portals' | 'channels' | 'publicUrl'>,
  isKnown: (app: string, portalId: string) => boolean,
): AccountsWithoutPortal[] {
  const accounts = Object.values(channels).flatMap(({ app, accounts: own }) => own.map((one) => ({ app, ...one })));
  const byPortal = Map.groupBy(accounts, ({ app, portalId }) => `${app}/${portalId}`);
  return [...byPortal.values()].flatMap((own) => {
    const { app, portalId } = own[0]!;
    const isWritten = portals.some((portal) => portal.app === app && portal.portalId === portalId);
    if (isWritten || isKnown(app, portalId) || !apps[app]) return [];
    const install = `${publicUrl}/oauth/${app}/install?portalId=${portalId}`;
    const remedy = `Have an administrator of portal ${portalId} open ${install}, correct \`portalId\`, or write the portal with a token under \`portals\`.`;
    return [{ app, portalId, accounts: own.map(({ key }) => key), remedy }];
  });
}
