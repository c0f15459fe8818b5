import type { UnsupportedItem } from '../contract/content-item.js';

/** Something a customer sent that cannot be shown to an agent. @param description a sentence for the agent, "Sent a poll" */
export function unsupportedItem(description: string): UnsupportedItem {
  return { kind: 'unsupported', description };
}
