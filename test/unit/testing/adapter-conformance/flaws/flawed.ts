import type { FailureReason, HttpRequest, HttpResponse, ReceivedEvent, SendOutcome } from 'channelwright/adapter';
import { courierAdapter } from '../courier-adapter.js';
import type { Flaw } from '../courier-subject.js';

/** A bad adapter, and which other rules of the same group it cannot help breaking. */
export interface Flawed {
  flaw: Flaw;
  alsoBreaks?: string[];
}

/** By the rule that it breaks. */
export type FlawTable = Record<string, Flawed>;

/** Something else comes back from `send`. */
export function told(change: (outcome: SendOutcome) => SendOutcome): Flaw {
  return { adapter: (good) => ({ send: async (part, ctx) => change(await good.send(part, ctx)) }) };
}

/** Something else where the reason is of this kind. */
export function toldOf(fits: (reason: FailureReason) => boolean, kind: 'rejected' | 'retry' | 'accepted'): Flaw {
  return told((outcome) => {
    if (outcome.kind === 'accepted' || !fits(outcome.reason)) return outcome;
    return kind === 'accepted' ? { kind, ids: ['made-up'] } : { kind, reason: outcome.reason };
  });
}

/** The good adapter over a changed transport. */
export function over(
  change: (request: HttpRequest, send: (request: HttpRequest) => Promise<HttpResponse>) => Promise<HttpResponse>,
): Flaw {
  return {
    adapter: (_, deps) =>
      courierAdapter({
        ...deps,
        http: { request: (request) => change(request, (changed) => deps.http.request(changed)) },
      }),
  };
}

/** Webhooks are read into something else. */
export function read(
  change: (events: ReceivedEvent[], headers: Readonly<Record<string, string>>) => ReceivedEvent[],
): Flaw {
  return {
    adapter: (good) => ({
      parseWebhook: (request, accounts) => change(good.parseWebhook!(request, accounts), request.headers),
    }),
  };
}

/** Each event is read into something else; `undefined`: it is dropped. */
export function readEach(change: (event: ReceivedEvent, index: number) => ReceivedEvent | undefined): Flaw {
  return read((events) => events.flatMap((event, index) => change(event, index) ?? []));
}
