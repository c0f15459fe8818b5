import type { FileItem } from '../../contract/content-item.js';

/** Nothing in it reaches over the next bracket: else a text of nothing but `<img` would be read again from each of them. */
const IMG_SOURCE = /<img\b[^<>]*?\bsrc\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')/gi;
/** Seen live: `/filemanager/api/v2/files/{id}/signed-url-redirect?portalId=…`. */
const FILE_ID = /\/files\/(\d+)\/signed-url-redirect\b/;

/** The images an agent put between the words. Where HubSpot's file id can be read off the address it is used: links expire. */
export function inlineImages(html: string): FileItem[] {
  return [...html.matchAll(IMG_SOURCE)]
    .map((match) => decodeEntities(match[1] ?? match[2] ?? ''))
    .filter((url) => /^https?:\/\//i.test(url))
    .map((url) => {
      const fileId = FILE_ID.exec(url)?.[1];
      return {
        kind: 'file',
        usage: 'IMAGE',
        ref: fileId === undefined ? { kind: 'url', url } : { kind: 'hubspot', fileId },
      };
    });
}

function decodeEntities(attribute: string): string {
  return attribute.replaceAll('&amp;', '&').replaceAll('&#38;', '&').replaceAll('&quot;', '"');
}
