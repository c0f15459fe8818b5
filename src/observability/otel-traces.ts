import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { isChannelwrightError } from '../errors/channelwright-error.js';
import { FRAMEWORK_VERSION } from '../policy/framework-version.js';
import {
  NO_TRACES,
  type Span,
  type SpanAttributes,
  type SpanStart,
  TRACEPARENT,
  type TraceParent,
  type Traces,
} from '../policy/traces.js';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanStart['kind'], SpanKind>;

/**
 * {@link Traces} over OpenTelemetry's API. Spans go to the SDK that the host has registered in this process, whenever it does
 * so; without one they go nowhere.
 */
export function otelTraces(): Traces {
  const tracer = trace.getTracer('channelwright', FRAMEWORK_VERSION);
  return {
    within(start, step) {
      const parent = parentOf(start);
      const span = tracer.startSpan(start.name, optionsOf(start), parent);
      // Nobody traces, and nobody has before: there is nothing to tell and nothing to keep.
      return isSpanContextValid(span.spanContext()) ? run(span, parent, step) : NO_TRACES.within(start, step);
    },
    past(start, fromMs, toMs) {
      tracer.startSpan(start.name, { ...optionsOf(start), startTime: fromMs }, parentOf(start)).end(toMs);
    },
  };
}

async function run<T>(span: OtelSpan, parent: Context, step: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await context.with(trace.setSpan(parent, span), step, undefined, ours(span));
  } catch (error) {
    fail(span, isChannelwrightError(error) ? error.code : errorName(error));
    throw error;
  } finally {
    span.end();
  }
}

/** A request belongs to what its server has under way. What else happens to be under way has nothing to do with a message. */
function parentOf({ of, kind }: SpanStart): Context {
  const known = of === undefined ? undefined : spanContextOf(of);
  if (known) return trace.setSpanContext(ROOT_CONTEXT, known);
  return kind === 'server' ? context.active() : ROOT_CONTEXT;
}

function optionsOf({ kind, attributes, links = [] }: SpanStart): SpanOptions {
  const linked: Link[] = links.flatMap((link) => spanContextOf(link) ?? []).map((of) => ({ context: of }));
  return {
    kind: KINDS[kind],
    attributes: attributes as Attributes,
    ...(linked.length > 0 ? { links: linked } : {}),
  };
}

function ours(span: OtelSpan): Span {
  return {
    trace: traceparentOf(span.spanContext()),
    set: (attributes: SpanAttributes) => {
      span.setAttributes(attributes as Attributes);
    },
    failed: (type) => fail(span, type),
  };
}

/** What was thrown is not recorded as it is: its words may quote what somebody wrote. */
function fail(span: OtelSpan, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message: type });
}

function errorName(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function traceparentOf(of: SpanContext): TraceParent | undefined {
  if (!isSpanContextValid(of)) return undefined;
  return `00-${of.traceId}-${of.spanId}-${of.traceFlags.toString(16).padStart(2, '0')}`;
}

function spanContextOf(traceparent: TraceParent): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}
