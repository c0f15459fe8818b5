import { NO_TRACES, type Span, type SpanAttributes, type Traces } from '../../policy/traces.js';
import type { IngressRequest, IngressResponse } from './ingress-request.js';

/** Where a traced request came to, and what is known of it before it is read. */
export interface TracedRoute {
  /** As the router knows it: of few different values. */
  route: string;
  attributes: SpanAttributes;
}

/** Answers a request as a step of a trace. Source: OpenTelemetry semantic conventions, HTTP server spans. */
export function tracedRequest(
  traces: Traces = NO_TRACES,
  { route, attributes }: TracedRoute,
  { method }: Pick<IngressRequest, 'method'>,
  handle: (span: Span) => Promise<IngressResponse>,
): Promise<IngressResponse> {
  const known = { ...attributes, 'http.request.method': method, 'http.route': route };
  return traces.within({ name: `${method} ${route}`, kind: 'server', attributes: known }, async (span) => {
    const response = await handle(span);
    const { status, headers } = response;
    span.set({ 'http.response.status_code': status });
    if (status >= 500) span.failed(String(headers['x-channelwright-error'] ?? status));
    return response;
  });
}
