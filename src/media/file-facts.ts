import mime from 'mime';
import type { HubSpotFile, SignedUrl } from '../hubspot/schemas/file.js';

/** What is known of a file in HubSpot Files. */
export interface FileFacts {
  name?: string;
  /** MIME type, where the file's extension tells it. */
  type?: string;
  /** Bytes. */
  size?: number;
}

/** HubSpot tells an extension and a kind of its own, not a MIME type. */
export function factsOf({ name, extension, size }: HubSpotFile | SignedUrl): FileFacts {
  const type = extension ? mime.getType(extension) : null;
  const hasExtension = name !== undefined && extension !== undefined && !name.toLowerCase().endsWith(`.${extension}`);
  return {
    ...(name === undefined ? {} : { name: hasExtension ? `${name}.${extension}` : name }),
    ...(type === null ? {} : { type }),
    ...(size === undefined ? {} : { size }),
  };
}
