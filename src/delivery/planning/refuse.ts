import type { ContentItem } from '../../contract/content-item.js';
import type { FailureClass } from '../../contract/failure-reason.js';
import type { Rejection } from '../../contract/outbound-message.js';
import { fileSize } from './written-out.js';

/** The whole message cannot be sent. `detail` is for operators: which item and why, without any of its words. */
export function refuse(failure: FailureClass, detail?: string): Rejection {
  return { rejected: { class: failure, scope: 'message', ...(detail === undefined ? {} : { detail }) } };
}

/** An item in a sentence for operators. */
export function described(item: ContentItem, index: number): string {
  const which = `item ${index + 1}`;
  if (item.kind === 'file') {
    const size = item.size === undefined ? 'of unknown size' : `of ${fileSize(item.size)}`;
    return `${which}, a file of type ${item.type ?? 'unknown'} ${size}`;
  }
  return item.kind === 'unsupported'
    ? `${which}, which HubSpot calls ${item.description ?? 'nothing'}`
    : `${which}, a ${item.kind}`;
}
