import type { FileUsage } from '../contract/content-item.js';

/** How much of a file shows what it is. Source: file-type, `reasonableDetectionSizeInBytes`. */
export const TELLING_BYTES = 4_100;

/** What a file is. `extension`: where its bytes say something else than whoever sent it. */
export interface TrueType {
  type: string;
  extension?: string;
}

/** Source: WHATWG, "MIME Sniffing", 7.1, the patterns of HTML; and SVG, which may run scripts as well. */
const HTML =
  /^\s*<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--)(?:[\s/>]|$)/i;
const SVG = /^\s*<svg[\s/>]/i;
const MARKUP = /^text\/|xml/;

/** Types that share a container, so that the first bytes of one look like those of another. */
const FAMILIES = [
  /^(?:audio|video)\/(?:x-)?(?:mp4|m4[abv]|quicktime|3gpp2?)$/,
  /^(?:audio|video|application)\/(?:ogg|opus|oga|ogv)$/,
  /^(?:audio|video)\/(?:webm|(?:x-)?matroska)$/,
  /^(?:audio|video)\/x-ms-/,
];
/** What many formats are made of, each of which says more than this. */
const WRAPPERS = ['application/zip', 'application/x-cfb', 'application/gzip'];

/**
 * What a file is by its first bytes. They win over what was claimed, apart from formats that are built on what the bytes show;
 * where they show nothing, the claim stands. Markup that can act does not pass for anything else.
 */
export async function trueType(claimed: string, head: Uint8Array): Promise<TrueType> {
  const claim = bare(claimed);
  const found = await recognised(claim, head);
  if (!found || found.type === claim || isSameFormat(claim, found.type)) return { type: claim };
  return found;
}

/** As what it can be shown. */
export function usageFor(usage: FileUsage, type: string): FileUsage {
  const isPicture = type.startsWith('image/') && !type.startsWith('image/svg');
  const isHeard = /^(?:audio|video)\/|^application\/ogg$/.test(type);
  if (usage === 'IMAGE') return isPicture ? usage : 'OTHER';
  if (usage === 'STICKER') return isPicture || type.startsWith('video/') ? usage : 'OTHER';
  if (usage === 'OTHER') return usage;
  return isHeard ? usage : 'OTHER';
}

async function recognised(claim: string, head: Uint8Array): Promise<Required<TrueType> | undefined> {
  // Loaded for the first file: few processes see one.
  const { fileTypeFromBuffer } = await import('file-type');
  // What it cannot make sense of at all it may throw over.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  if (found) return { type: bare(found.mime), extension: found.ext };
  if (MARKUP.test(claim)) return undefined;
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 512)).toString('latin1');
  if (HTML.test(text)) return { type: 'text/html', extension: 'html' };
  return SVG.test(text) ? { type: 'image/svg+xml', extension: 'svg' } : undefined;
}

function isSameFormat(claim: string, found: string): boolean {
  if (FAMILIES.some((family) => family.test(claim) && family.test(found))) return true;
  if (found === 'application/xml') return MARKUP.test(claim);
  return (
    WRAPPERS.includes(found) &&
    claim.startsWith('application/') &&
    claim !== 'application/octet-stream' &&
    claim !== 'application/pdf'
  );
}

function bare(type: string): string {
  return type.split(';')[0]?.trim().toLowerCase() || 'application/octet-stream';
}
