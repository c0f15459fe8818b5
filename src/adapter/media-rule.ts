import type { MediaCapability, MediaRule } from '../contract/capabilities.js';
import type { FileItem } from '../contract/content-item.js';
import { matchesType } from './matches-type.js';

/** The first rule that takes the file. A type or size that is not known is left to the provider to judge. */
export function mediaRuleFor(media: MediaCapability | undefined, file: FileItem): MediaRule | undefined {
  return media?.rules.find((rule) => takesType(rule, file) && (file.size ?? 0) <= rule.maxBytes);
}

/** Whether a rule takes files of this type, whatever their size. */
export function takesType({ types }: MediaRule, { type }: FileItem): boolean {
  return type === undefined || types.some((pattern) => matchesType(pattern, type));
}
