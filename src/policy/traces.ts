/** Where a trace goes on, as W3C writes it: 55 characters. Source: W3C, Trace Context, `traceparent`. */
export type TraceParent = string;

/** Names of `docs/reference/traces.md`. Absent values are left out. Never an address, a text or a credential. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A step of a message's way, as it begins. */
export interface SpanStart {
  /** Of few different values: no ids. */
  name: string;
  kind: 'server' | 'client' | 'consumer' | 'internal';
  /** The trace it belongs to. Absent: a `server` step belongs to what the host has under way, any other to a new one. */
  of?: TraceParent | undefined;
  /** Other traces it has to do with. */
  links?: readonly TraceParent[];
  attributes: SpanAttributes;
}

/** A step that is under way. */
export interface Span {
  /** To be kept with what came of it, so that later steps can go on. Absent where nobody traces. */
  readonly trace: TraceParent | undefined;
  set(attributes: SpanAttributes): void;
  /** It came to no good. `type` is of few different values: an error code, a failure class. */
  failed(type: string): void;
}

/** Tells whoever traces what became of a message, step by step. Costs next to nothing where nobody does. Never throws. */
export interface Traces {
  /** Runs a step. What it throws is thrown on, and the step has failed. */
  within<T>(start: SpanStart, step: (span: Span) => Promise<T>): Promise<T>;
  /** A step that is over already, ms since the epoch. */
  past(start: SpanStart, fromMs: number, toMs: number): void;
}

export const TRACES = Symbol.for('channelwright.Traces');

const NO_SPAN: Span = { trace: undefined, set: () => undefined, failed: () => undefined };

/** Nobody traces. */
export const NO_TRACES: Traces = { within: (_start, step) => step(NO_SPAN), past: () => undefined };

/** What is not so is nobody's trace. Groups: the id of the trace, the id of the step, flags. */
export const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** The id of a trace, for log lines. */
export function traceId(trace: TraceParent | undefined): string | undefined {
  return trace?.slice(3, 35);
}
