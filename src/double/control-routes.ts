import { z } from 'zod';
import type { DoubleHandler } from './double-server.js';
import type { DoubleFault } from './fault-queue.js';
import { sendJson } from './http-io.js';
import type { ProviderDouble } from './provider-double.js';

/** What can be done over HTTP: the answer is its JSON, `{ "ok": true }` for undefined. */
export type Control = (body: unknown, query: URLSearchParams) => unknown;

const PREFIX = '/_double/';
const customerText = z.looseObject({ from: z.string().min(1), text: z.string(), to: z.string().exactOptional() });
const webhookUrl = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

/** The face of every double, for a shell or another process. */
function controlsOf(double: ProviderDouble): Record<string, Control> {
  return {
    'GET health': () => undefined,
    'GET delivered': (_, query) =>
      double.delivered.filter(({ to }) => query.get('to') === null || query.get('to') === to),
    'GET webhooks': () => double.webhooks,
    // The double checks it.
    'POST fault': (body) => double.fault(body as DoubleFault),
    'POST customer': (body) => double.customerWrites(customerText.parse(body)),
    'POST webhook-url': (body) => {
      double.webhookUrl = webhookUrl.parse(body).url;
    },
    'POST settle': () => double.settled(),
  };
}

/**
 * Answers `/_double/…` with what every double can do and what this one can besides, and leaves the rest to its API.
 *
 * @param own by method and name: `POST rule`
 */
export function withControls(
  double: ProviderDouble,
  api: DoubleHandler,
  own: Readonly<Record<string, Control>> = {},
): DoubleHandler {
  const controls: Record<string, Control> = { ...controlsOf(double), ...own };
  return async (request) => {
    const { method, url, body, response } = request;
    if (!url.pathname.startsWith(PREFIX)) return api(request);
    const name = `${method} ${url.pathname.slice(PREFIX.length)}`;
    const control = Object.hasOwn(controls, name) ? controls[name] : undefined;
    if (control === undefined)
      return sendJson(response, 404, { message: `there are ${Object.keys(controls).join(', ')}` });
    const input: unknown = body.length === 0 ? undefined : JSON.parse(body.toString());
    sendJson(response, 200, (await control(input, url.searchParams)) ?? { ok: true });
  };
}
