import mime from 'mime';
import type { Clock } from '../contract/clock.js';
import type { FileItem } from '../contract/content-item.js';
import { FileUnavailable } from './file-unavailable.js';
import type { LinkedSource } from './media-claim.js';
import { HOUR_MS, type MediaTokens, mediaTokens, type OpenedToken } from './media-token.js';
import { safeName } from './safe-name.js';

export interface MediaLinksOptions {
  /** Without a slash at the end. */
  publicUrl: string;
  encryptionKeys: readonly Uint8Array[];
  linkLifeMs: number;
  clock: Clock;
}

/** To whom a file belongs. */
export interface FileOwner {
  app: string;
  portal: string;
}

export const MEDIA_LINKS = Symbol.for('channelwright.MediaLinks');

/** Addresses of this connector that serve a file, for a while, to whoever has them. */
export class MediaLinks {
  readonly #tokens: MediaTokens;

  constructor(private readonly options: MediaLinksOptions) {
    this.#tokens = mediaTokens(options.encryptionKeys);
  }

  /**
   * As short as can be, for a text that people read.
   *
   * @throws FileUnavailable where the file has no address
   */
  short(owner: FileOwner, { ref, name, type }: FileItem): string {
    const source = linkedSource(ref);
    // What is in HubSpot Files is found there under its name.
    const described = source.kind === 'hubspot' ? {} : describe(name, type);
    return `${this.options.publicUrl}/media/${this.#token(owner, source, described)}`;
  }

  /** With name and type, for a provider that looks at them. @throws FileUnavailable where the file has no address */
  full(owner: FileOwner, { ref, name, type }: FileItem): string {
    const token = this.#token(owner, linkedSource(ref), describe(name, type));
    const shown = safeName(name ?? `file.${(type && mime.getExtension(type)) || 'bin'}`);
    return `${this.options.publicUrl}/media/${token}/${encodeURIComponent(shown)}`;
  }

  open(token: string): OpenedToken {
    return this.#tokens.open(token, this.options.clock.now());
  }

  #token({ app, portal }: FileOwner, source: LinkedSource, described: { name?: string; type?: string }): string {
    const { clock, linkLifeMs } = this.options;
    const expiresAtHour = Math.ceil((clock.now() + linkLifeMs) / HOUR_MS);
    const token = this.#tokens.seal({ app, portal, source, expiresAtHour, ...described });
    if (token === undefined) throw unavailable('its address is too long');
    return token;
  }
}

/** @throws FileUnavailable where the file has no address */
export function linkedSource(ref: FileItem['ref']): LinkedSource {
  if (ref.kind === 'hubspot') return { kind: 'hubspot', fileId: ref.fileId };
  if (ref.kind === 'url') return { kind: 'url', url: ref.url };
  throw unavailable('it has no URL');
}

function unavailable(detail: string): FileUnavailable {
  return new FileUnavailable({ class: 'media-unavailable', scope: 'message', detail }, false);
}

function describe(name: string | undefined, type: string | undefined): { name?: string; type?: string } {
  return { ...(name === undefined ? {} : { name: safeName(name) }), ...(type === undefined ? {} : { type }) };
}
