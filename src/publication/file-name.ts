import { hash } from 'node:crypto';
import mime from 'mime';
import type { FileItem } from '../contract/content-item.js';
import type { MediaStream } from '../contract/media.js';

const LONGEST_STEM = 80;

/**
 * What the file is called in HubSpot Files: what the sender called it, with a mark that is the same whenever this very file is
 * stored again and that no other file has.
 *
 * @param identity names the file within its account
 */
export function fileName(
  item: FileItem,
  { name: told, type }: Pick<MediaStream, 'name' | 'type'>,
  identity: string,
): string {
  const given = (item.name ?? told ?? '').replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, ' ').trim();
  const dot = given.lastIndexOf('.');
  const stem = dot > 0 ? given.slice(0, dot) : given;
  const extension = dot > 0 ? given.slice(dot + 1) : mime.getExtension(item.type ?? type);
  const mark = hash('sha256', identity, 'hex').slice(0, 10);
  const base = `${[...stem].slice(0, LONGEST_STEM).join('') || item.usage.toLowerCase()}-${mark}`;
  return extension ? `${base}.${extension}` : base;
}
