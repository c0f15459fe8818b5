import { hash } from 'node:crypto';
import mime from 'mime';
import type { FileItem } from '../contract/content-item.js';
import type { TrueType } from '../media/true-type.js';

const LONGEST_STEM = 80;
const EXTENSION = /^[A-Za-z0-9]{1,12}$/;

/**
 * What the file is called in HubSpot Files: what the sender called it, with the extension of what it is, and with a mark that is
 * the same whenever this very file is stored again and that no other file has.
 *
 * @param identity names the file within its account
 */
export function fileName(
  { name = '', usage }: Pick<FileItem, 'name' | 'usage'>,
  is: TrueType,
  identity: string,
): string {
  const given = name.replace(/[\p{Cc}\p{Cf}/\\:*?"<>|\s]+/gu, ' ').trim();
  const dot = given.lastIndexOf('.');
  const ending = dot > 0 && EXTENSION.test(given.slice(dot + 1)) ? given.slice(dot + 1) : undefined;
  const stem = ending === undefined ? given : given.slice(0, dot).trim();
  const mark = hash('sha256', identity, 'hex').slice(0, 10);
  const base = `${[...stem.toWellFormed()].slice(0, LONGEST_STEM).join('') || usage.toLowerCase()}-${mark}`;
  const extension = extensionOf(ending, is);
  return extension ? `${base}.${extension}` : base;
}

/** The sender's own, unless the file is something else. */
function extensionOf(given: string | undefined, { type, extension }: TrueType): string | null | undefined {
  if (extension === undefined) return given ?? mime.getExtension(type);
  return given !== undefined && mime.getType(given) === type ? given : extension;
}
