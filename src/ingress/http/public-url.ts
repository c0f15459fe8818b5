/** The configured public URL, taken apart once. */
export interface PublicUrl {
  /** Scheme, host and port, without a slash at the end. */
  origin: string;
  /** Under which the webhooks are served: empty, or `/path` without a slash at the end. */
  prefix: string;
}

export function publicUrl(configured: string): PublicUrl {
  const { origin, pathname } = new URL(configured);
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}

/** Path and query of a request line, which may be absolute. Source: RFC 9112, "absolute-form". */
export function requestTarget(url: string): string {
  if (url.startsWith('/')) return url;
  const authority = url.indexOf('://');
  if (authority < 0) return `/${url}`;
  const path = url.indexOf('/', authority + 3);
  return path < 0 ? '/' : url.slice(path);
}
