import type { ConnectorConfig } from '../../../config/connector-config.js';
import type { AccountRow } from '../../../directory/accounts/account-row.js';
import { agoText } from '../../output/table.js';
import type { Finding } from '../check/finding.js';

/** Accounts over which nothing is sent although somebody may expect it. One that the configuration left out is none of them. */
export function accountStateFindings(
  rows: readonly AccountRow[],
  { channels }: Pick<ConnectorConfig, 'channels'>,
  nowMs: number,
): Finding[] {
  const configured = new Set(Object.values(channels).flatMap(({ accounts }) => accounts.map(({ key }) => key)));
  return rows.flatMap((row) => stateFinding(row, configured.has(row.key), nowMs) ?? []);
}

function stateFinding({ key, state, switched }: AccountRow, isConfigured: boolean, nowMs: number): Finding | undefined {
  const finding = { check: 'channel account', of: key };
  const since = switched ? ` ${agoText(nowMs - switched.atMs)}: ${switched.why}` : '';
  switch (state) {
    case 'held':
      return {
        ...finding,
        state: 'warning',
        detail: `held${since}`,
        remedy: `Run \`channelwright accounts resume ${key}\` when it is to send again`,
      };
    case 'disabled':
      if (switched?.by !== 'hubspot') return undefined;
      return {
        ...finding,
        state: 'failed',
        detail: `switched off at HubSpot${since}`,
        remedy: 'Switch it on in the inbox’s settings',
      };
    case 'purged':
      if (!isConfigured) return undefined;
      return {
        ...finding,
        state: 'failed',
        detail: `removed at HubSpot${since}, but the configuration names it still`,
        remedy: 'Take it out of the configuration, or connect the number anew',
      };
    default:
      return undefined;
  }
}
