import { createHash } from 'node:crypto';
import type { IngressResponse } from '../ingress/http/ingress-request.js';
import { type Html, html, htmlText } from './html.js';
import { PAGE_STYLE } from './page-style.js';

export interface Page {
  /** Default 200. */
  status?: number;
  /** BCP 47. Default `en`. */
  language?: string;
  title: string;
  body: Html;
  /** Origins that a form of this page may end up at, beside our own: a browser follows no redirect elsewhere after a form. */
  formTargets?: readonly string[];
  /** Who may show the page in a frame. Default: nobody. */
  framedBy?: readonly string[];
  /** In addition, e.g. `set-cookie`. */
  headers?: PageHeaders;
}

export type PageHeaders = Readonly<Record<string, string | string[]>>;

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');

/**
 * A page as an answer. The browser runs no script of it, loads nothing for it, keeps no copy, and tells nobody where it came from:
 * the address may hold a code or a staging token.
 */
export function page({ status = 200, language = 'en', title, body, headers, ...policy }: Page): IngressResponse {
  const whole = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      ...protectiveHeaders(policy),
      ...headers,
    },
    // The style is outside of the template: what is in a style element is not read as HTML.
    body: `${htmlText(whole)}${PAGE_STYLE}</style>\n</head>\n<body>\n<main>\n${htmlText(body)}\n</main>\n</body>\n</html>\n`,
  };
}

/** A redirect of the browser. `location` is ours to vouch for. After a form has been sent: 303. */
export function redirect(
  location: string,
  { status = 302, headers }: { status?: 302 | 303; headers?: PageHeaders } = {},
): IngressResponse {
  return { status, headers: { location, ...protectiveHeaders({}), ...headers }, body: '' };
}

function protectiveHeaders({ formTargets = [], framedBy = [] }: Pick<Page, 'formTargets' | 'framedBy'>) {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    `frame-ancestors ${framedBy.length === 0 ? "'none'" : framedBy.join(' ')}`,
    "base-uri 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    ...(framedBy.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
  };
}
