import type { Clock } from 'channelwright/adapter';
import type { BackgroundWork, Delivered } from 'channelwright/double';
import { messageOf, type Refusal, refusalOf } from './create-message.js';
import type { DoubleAccount, ResolvedOptions } from './double-options.js';
import type { MessageBook, StoredMessage } from './message-book.js';
import type { OptOuts } from './opt-outs.js';
import type { RuleBook } from './recipient-rule.js';
import { type Progress, type ProgressRunner, progressOf, reaches } from './status-progress.js';

const DAY_MS = 86_400_000;

/** A message that was taken, and the work that goes on with it. */
export interface Taken {
  message: StoredMessage;
  /** The callbacks come before the answer. */
  early: boolean;
  /** Moves it through its statuses. To be called once. */
  proceed(): Promise<void>;
}

/** One message as it arrived on a recipient's phone. */
export interface Received extends Delivered {
  from: string;
  text: string;
  mediaUrls: string[];
  /** What was fetched from them. */
  media: { type: string; bytes: number }[];
  persistentAction?: string;
  template?: StoredMessage['template'];
}

export interface DeskParts {
  options: ResolvedOptions;
  book: MessageBook;
  rules: RuleBook;
  optOuts: OptOuts;
  progress: ProgressRunner;
  work: BackgroundWork;
  time: Clock;
}

/** Takes messages in, and knows what became of them on the phones. */
export class MessageDesk {
  readonly #phones: StoredMessage[] = [];

  constructor(private readonly parts: DeskParts) {}

  take(account: DoubleAccount, form: URLSearchParams): Refusal | Taken {
    const { book, rules, optOuts, work, time } = this.parts;
    const refusal = refusalOf(account, form, (from, to) => optOuts.has(from, to));
    if (refusal !== undefined) return refusal;
    const message = messageOf(account, form, book, time.now());
    const rule = rules.take(message);
    if (rule?.refuse !== undefined) return rule.refuse;
    book.add(message);
    const progress = this.#outsideWindow(message) ? failing(63016, rule?.callbacks) : progressOf(message, rule);
    if (reaches(progress)) this.#phones.push(message);
    return {
      message,
      early: progress.callbacks === 'early',
      proceed: () => work.track(this.#proceed(message, account, progress)),
    };
  }

  received(to?: string): Received[] {
    return this.#phones.filter((m) => to === undefined || m.to === to).map(asReceived);
  }

  clear(): void {
    this.#phones.length = 0;
  }

  async #proceed(message: StoredMessage, account: DoubleAccount, progress: Progress): Promise<void> {
    const { options, progress: runner } = this.parts;
    if (!options.fetchMedia || (await runner.fetchMedia(message))) {
      return runner.run(message, account.authToken, progress);
    }
    const at = this.#phones.indexOf(message);
    if (at !== -1) this.#phones.splice(at, 1);
    const code = message.to.startsWith('whatsapp:') ? 63019 : 11200;
    return runner.run(message, account.authToken, failing(code, progress.callbacks));
  }

  #outsideWindow({ to, from, template }: StoredMessage): boolean {
    const { options, book, time } = this.parts;
    if (!options.enforceWindow || template || !to.startsWith('whatsapp:')) return false;
    const since = time.now() - DAY_MS;
    return !book
      .all()
      .some((m) => m.direction === 'inbound' && m.from === to && m.to === from && m.createdAtMs >= since);
  }
}

function failing(code: number, callbacks: Progress['callbacks'] = 'normal'): Progress {
  return { steps: [{ status: 'failed', code }], callbacks };
}

function asReceived({ sid, body, media, createdAtMs, ...rest }: StoredMessage): Received {
  const { to, from, mediaUrls, persistentAction, template } = rest;
  return {
    id: sid,
    to,
    from,
    kind: kindOf(rest),
    text: body,
    atMs: createdAtMs,
    mediaUrls,
    media: media.map(({ type, bytes }) => ({ type, bytes: bytes.length })),
    ...(persistentAction === undefined ? {} : { persistentAction }),
    ...(template === undefined ? {} : { template }),
  };
}

function kindOf({
  mediaUrls,
  persistentAction,
  template,
}: Pick<StoredMessage, 'mediaUrls' | 'persistentAction' | 'template'>) {
  if (template !== undefined) return 'template';
  if (mediaUrls.length > 0) return 'media';
  return persistentAction === undefined ? 'text' : 'location';
}
