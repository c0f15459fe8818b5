import type { Account } from '../contract/account.js';
import type { AdapterDefinition } from '../contract/adapter-definition.js';
import type { PlanContext } from '../contract/send-context.js';
import { planByCapabilities } from '../delivery/preparation/default-planner.js';

/**
 * What `planParts` is given for a message to `peer`: the account's capabilities, the framework's own plan, and links to files
 * at `https://connector.example.com/files/`.
 *
 * @param more what shall be otherwise, e.g. `{ nowMs }`; `plan` goes by the capabilities and links given here
 */
export function aPlanContext<S, A>(
  definition: AdapterDefinition<S, A>,
  account: Account<A>,
  more: Partial<PlanContext<A>> = {},
): PlanContext<A> {
  const address = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'peer' } as const;
  const context: PlanContext<A> = {
    account,
    conversation: { key: 'conversation-peer', address, aliases: [address] },
    nowMs: 0,
    capabilities: definition.capabilitiesFor?.(account) ?? definition.capabilities,
    fileLink: ({ name }) => `https://connector.example.com/files/${encodeURIComponent(name ?? 'file')}`,
    plan: (message) => planByCapabilities(message, context.capabilities, context.fileLink),
    ...more,
  };
  return context;
}
