import {
  answerUnderFault,
  type DoubleAnswer,
  type DoubleHandler,
  type DoubleRequest,
  type FaultQueue,
  type Patience,
} from 'channelwright/double';
import type { Line } from './double-options.js';
import { graphError } from './graph-error.js';
import type { MediaShelf } from './media-shelf.js';
import type { MessageDesk } from './message-desk.js';

/** What can go wrong: sending, looking up a file, fetching it, looking up a number. */
export const CALLS = ['send', 'media', 'file', 'number'] as const;
export type WhatsAppCall = (typeof CALLS)[number];

export interface ApiParts {
  lines: readonly Line[];
  desk: MessageDesk;
  shelf: MediaShelf;
  faults: FaultQueue<WhatsAppCall>;
  patience: Patience;
  /** Where customers' files are. */
  mediaOrigin(): string;
}

const PATH = /^\/v\d+\.\d+\/(\d+)(\/messages)?$/;

/** The Graph API: messages, files and numbers. */
export function apiRoutes(parts: ApiParts): DoubleHandler {
  return (request) => {
    const [, id = '', messages] = PATH.exec(request.url.pathname) ?? [];
    const { response } = request;
    const play = (on: WhatsAppCall, act: () => DoubleAnswer | Promise<DoubleAnswer>, to?: string) =>
      answerUnderFault(parts.faults.take(on, to), response, act, parts.patience);
    if (request.method === 'POST' && messages) {
      const body = jsonIn(request);
      return play('send', () => send(parts, request, id, body), recipientIn(body));
    }
    if (request.method === 'GET' && id !== '' && request.url.searchParams.has('phone_number_id')) {
      return play('media', () => file(parts, request, id));
    }
    if (request.method === 'GET' && id !== '') return play('number', () => number(parts, request, id));
    return play('number', () => ({ ...graphError(100, 'no such path'), status: 404 }));
  };
}

/** Where customers' files are: another host, which wants the access token as well. */
export function mediaRoutes({ lines, shelf, faults, patience }: Omit<ApiParts, 'mediaOrigin' | 'desk'>): DoubleHandler {
  return (request) =>
    answerUnderFault(
      faults.take('file'),
      request.response,
      () => {
        const found = shelf.open(request.url);
        if (found === undefined) return { status: 404 };
        if (lineFor(lines, request, found.phoneNumberId) === undefined) return { status: 401 };
        return { status: 200, body: found.bytes, headers: { 'content-type': found.type } };
      },
      patience,
    );
}

async function send(
  { lines, desk }: ApiParts,
  request: DoubleRequest,
  id: string,
  body: unknown,
): Promise<DoubleAnswer> {
  const refusal = strangerTo(lines, request);
  const line = lineFor(lines, request, id);
  if (refusal) return refusal;
  return line ? desk.take(line, body) : graphError(100, 'no such object', 33);
}

function file({ lines, shelf, mediaOrigin }: ApiParts, request: DoubleRequest, id: string): DoubleAnswer {
  const refusal = strangerTo(lines, request);
  if (refusal) return refusal;
  const found = shelf.find(id);
  const isTheirs = found && found.phoneNumberId === request.url.searchParams.get('phone_number_id');
  if (!isTheirs || !lineFor(lines, request, found.phoneNumberId)) return graphError(100, 'no such object', 33);
  return { status: 200, body: shelf.locate(found, mediaOrigin()) };
}

function number({ lines }: ApiParts, request: DoubleRequest, id: string): DoubleAnswer {
  const refusal = strangerTo(lines, request);
  const line = lineFor(lines, request, id);
  if (refusal) return refusal;
  if (!line) return graphError(100, 'no such object', 33);
  const shown = `+${line.number.slice(0, 1)} ${line.number.slice(1)}`;
  return { status: 200, body: { id, display_phone_number: shown, verified_name: 'Double' } };
}

/** The number, where the token is that of its business. */
function lineFor(lines: readonly Line[], request: DoubleRequest, id: string): Line | undefined {
  return lines.find(({ phoneNumberId, business }) => phoneNumberId === id && isToken(request, business.accessToken));
}

function strangerTo(lines: readonly Line[], request: DoubleRequest): DoubleAnswer | undefined {
  return lines.some(({ business }) => isToken(request, business.accessToken)) ? undefined : graphError(190);
}

function isToken({ headers }: DoubleRequest, token: string): boolean {
  return headers.authorization === `Bearer ${token}`;
}

function jsonIn({ body }: DoubleRequest): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function recipientIn(body: unknown): string {
  const { to, recipient } = (body ?? {}) as { to?: unknown; recipient?: unknown };
  return String(to ?? recipient ?? '');
}
