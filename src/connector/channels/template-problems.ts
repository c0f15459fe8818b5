import type { ConfigProblem } from '../../config/config-problem.js';
import type { AccountSeed, ChannelConfig, ConnectorConfig } from '../../config/connector-config.js';
import type { OutsideWindow } from '../../config/outside-window.js';
import type { AdapterDefinition } from '../../contract/adapter-definition.js';
import type { Capabilities } from '../../contract/capabilities.js';
import { capabilitiesOf } from '../../contract/define-adapter.js';

/** Where a template is to go out that cannot: the adapter or the account takes none, or nothing is kept for so long. */
export function templateProblems(
  channel: ChannelConfig,
  definition: AdapterDefinition,
  { file, retention }: Pick<ConnectorConfig, 'file' | 'retention'>,
): ConfigProblem[] {
  const { name, delivery, accounts } = channel;
  const policies = [
    { path: `channels.${name}.delivery.outsideWindow`, policy: delivery.outsideWindow, can: definition.capabilities },
    ...accounts.flatMap((account) => ownPolicy(channel, account, definition)),
  ];
  return policies.flatMap(({ path, policy, can }) => {
    const said = problemOf(policy, can, definition.name, retention.contentMs);
    return said ? [{ file, path, ...said }] : [];
  });
}

/** Settings that do not fit are told of by themselves; what the account can do is then not known. */
function ownPolicy(channel: ChannelConfig, account: AccountSeed, definition: AdapterDefinition) {
  const { key, portalId, deliveryIdentifier: address, path, outsideWindow: policy } = account;
  const { success, data: settings } = definition.accountSettings.safeParse(account.settings);
  if (!success || policy === undefined) return [];
  const can = capabilitiesOf(definition, { key, channel: channel.name, portalId, address, settings });
  return [{ path: `${path}.delivery.outsideWindow`, policy, can }];
}

function problemOf(
  policy: OutsideWindow,
  { content }: Capabilities,
  adapter: string,
  contentMs: number,
): Pick<ConfigProblem, 'problem' | 'remedy'> | undefined {
  if (policy.mode === 'fail') return undefined;
  if (!content?.includes('template')) {
    return {
      problem: `names a template, and the adapter "${adapter}" sends none here`,
      remedy: 'Write fail, or leave it out.',
    };
  }
  if (policy.mode !== 'template-then-hold' || policy.holdMs <= contentMs) return undefined;
  return {
    problem: 'holds messages for longer than their content is kept',
    remedy: 'Shorten `holdFor`, or lengthen `retention.content`.',
  };
}
