import { z } from 'zod';
import { ApiError } from '../answers/api-error.js';
import type { Reply } from '../answers/reply.js';
import type { ApiCall } from '../api/operation.js';
import type { World } from '../world/world.js';
import { type Html, html } from './html.js';

export interface Page {
  title: string;
  body: Html;
  /** Default 200. */
  status?: number;
  /** Runs in the browser, at the end of the page. */
  script?: string;
}

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #213343 }
  h1 { font-size: 1.4rem } h2 { font-size: 1.05rem; margin-top: 2rem } small, .quiet { color: #5c7080 }
  form { margin: 1rem 0 } label { display: block; margin: .5rem 0 } fieldset { border: 1px solid #cbd6e2 }
  input, select, textarea, button { font: inherit; padding: .35rem .6rem; max-width: 100% } textarea { width: 100%; box-sizing: border-box }
  button, .button { background: #d93d1f; color: #fff; border: 0; border-radius: 3px; text-decoration: none }
  button.second { background: #5c7080 } .problem { border-left: 4px solid #b3261e; padding-left: .8rem }
  .message { border: 1px solid #cbd6e2; border-radius: 6px; padding: .3rem .7rem; margin: .4rem 0; width: fit-content }
  .OUTGOING { margin-left: auto; background: #e5f5f8 } .text { white-space: pre-wrap; overflow-wrap: anywhere }
  .READ { color: #00706a } .FAILED { color: #b3261e }`;

/** A page of HubSpot's own. Nothing in it runs but its script. */
function asReply({ title, body, status = 200, script }: Page, { random }: World): Reply {
  const nonce = random.uuid();
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  const running = script === undefined ? '' : `<script nonce="${nonce}">${script}</script>`;
  const head = html`<title>${title} (emulated HubSpot)</title>`.text;
  return {
    status,
    headers: { 'content-security-policy': policy.join('; '), 'cache-control': 'no-store' },
    html: `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">${head}
<meta name="viewport" content="width=device-width"><style>${STYLE}</style></head>
<body>${body.text}${running}</body></html>\n`,
  };
}

export function redirect(location: string): Reply {
  return { status: 303, headers: { location, 'cache-control': 'no-store' }, empty: true };
}

/** What is refused becomes a page too. */
export function asPage(handle: (call: ApiCall, world: World) => Page | Reply) {
  return (call: ApiCall, world: World): Reply => {
    try {
      const answer = handle(call, world);
      return 'title' in answer ? asReply(answer, world) : answer;
    } catch (error) {
      return asReply(refusal(error), world);
    }
  };
}

function refusal(error: unknown): Page {
  if (error instanceof ApiError) return problem(error.status, error.message);
  if (error instanceof z.ZodError) return problem(400, z.prettifyError(error));
  throw error;
}

/** A page that says why something cannot be done. */
export function problem(status: number, ...lines: string[]): Page {
  return {
    status,
    title: 'This did not work',
    body: html`<h1>This did not work</h1>${lines.map((line) => html`<p class="problem">${line}</p>`)}`,
  };
}

/** A form's fields. */
export function formOf(call: ApiCall): URLSearchParams {
  return new URLSearchParams(new TextDecoder().decode(call.body));
}
