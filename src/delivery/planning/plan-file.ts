import { mediaRuleFor, takesType } from '../../adapter/media-rule.js';
import type { MediaCapability } from '../../contract/capabilities.js';
import type { FileItem } from '../../contract/content-item.js';
import type { FailureClass } from '../../contract/failure-reason.js';

/** How a file goes: as itself, its caption perhaps as a text before it; as a link; or not at all. */
export type FilePlan =
  | { kind: 'file'; item: FileItem; before?: string }
  | { kind: 'link' }
  | { kind: 'refused'; failure: FailureClass };

/** @param before how many files of the message already go as themselves */
export function planFile(item: FileItem, media: MediaCapability | undefined, before: number): FilePlan {
  const rule = before < (media?.maxCount ?? 0) ? mediaRuleFor(media, item) : undefined;
  if (media === undefined || rule === undefined) {
    return media?.otherwise === 'link' ? { kind: 'link' } : { kind: 'refused', failure: why(item, media) };
  }
  const { caption, ...bare } = item;
  if (!caption?.trim() || caption.length <= (rule.maxCaption ?? 0)) return { kind: 'file', item };
  return { kind: 'file', item: bare, before: caption };
}

function why(item: FileItem, media: MediaCapability | undefined): FailureClass {
  if (media === undefined || mediaRuleFor(media, item) !== undefined) return 'content-unsupported';
  return media.rules.some((rule) => takesType(rule, item)) ? 'media-too-large' : 'media-type-refused';
}
