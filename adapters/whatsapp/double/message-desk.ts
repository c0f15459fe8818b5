import type { Clock } from 'channelwright/adapter';
import type { BackgroundWork, Delivered } from 'channelwright/double';
import { call, type DoubleAnswer } from 'channelwright/double';
import { checkMessage } from './check-message.js';
import type { Line, ResolvedOptions } from './double-options.js';
import { graphError } from './graph-error.js';
import type { OutboundPayload } from './message-schema.js';
import { named, type People, type Person } from './people.js';
import { arrives, type Course, courseOf, type PhoneRules, type StatusStep } from './phone-rule.js';
import type { Webhooks } from './webhooks.js';

const DAY_MS = 86_400_000;
/** Types Meta shows as what they are, and up to which size. */
const LIMITS: Readonly<Record<string, { types: RegExp; maxBytes: number }>> = {
  image: { types: /^image\/(jpeg|png)$/, maxBytes: 5 * 1024 ** 2 },
  video: { types: /^video\/(mp4|3gpp)$/, maxBytes: 16 * 1024 ** 2 },
  audio: { types: /^audio\/(aac|amr|mpeg|mp4|ogg)$/, maxBytes: 16 * 1024 ** 2 },
  document: { types: /./, maxBytes: 100 * 1024 ** 2 },
};

/** A message as it arrived on a phone. */
export interface DeliveredMessage extends Delivered {
  /** Which of our numbers it came from. */
  phoneNumberId: string;
  /** As it was sent to the API. */
  payload: OutboundPayload;
  /** What was fetched for it. */
  file?: { type: string; bytes: number };
}

interface Taken {
  id: string;
  line: Line;
  /** Absent in a group. */
  person: Person | undefined;
  payload: OutboundPayload;
}

export interface DeskParts {
  options: ResolvedOptions;
  people: People;
  rules: PhoneRules;
  webhooks: Webhooks;
  work: BackgroundWork;
  time: Clock;
}

/** Takes messages in, and moves them on to the phones. */
export class MessageDesk {
  readonly delivered: DeliveredMessage[] = [];
  readonly #lastHeardMs = new Map<string, number>();
  readonly #taken: Taken[] = [];

  constructor(private readonly parts: DeskParts) {}

  /** A customer has written: the window is open. */
  heard(line: Line, { waId }: Person): void {
    this.#lastHeardMs.set(`${line.phoneNumberId}/${waId}`, this.parts.time.now());
  }

  /** One call that sends. */
  async take(line: Line, input: unknown): Promise<DoubleAnswer> {
    const checked = checkMessage(input, line.business);
    if ('refusal' in checked) return graphError(checked.refusal.code, checked.refusal.details);
    const { payload } = checked;
    const { people, rules, work } = this.parts;
    const { to = '', recipient } = payload;
    const isGroup = payload.recipient_type === 'group';
    const person = isGroup ? undefined : recipient === undefined ? people.byNumber(to) : people.byUserId(recipient);
    if (!isGroup && person === undefined) return graphError(131009, 'nobody has this user id');
    const rule = rules.take(person?.waId ?? to);
    if (rule?.refuse !== undefined) return graphError(rule.refuse);
    const taken = { id: `wamid.double-${this.#taken.length + 1}`, line, person, payload };
    this.#taken.push(taken);
    const course = this.#isLate(taken)
      ? { ...courseOf(rule), steps: [{ status: 'failed', code: 131047 }] }
      : courseOf(rule);
    const progress = () => work.track(this.#proceed(taken, course));
    if (course.webhooks === 'early') await progress();
    else setImmediate(progress);
    return { status: 200, body: success(taken, recipient ?? to) };
  }

  /** One status more, late or again. @throws Error for an id that is none of ours */
  async status(id: string, step: StatusStep): Promise<void> {
    const taken = this.#taken.find((one) => one.id === id);
    if (taken === undefined) throw new Error(`the double has no message ${id}`);
    await this.#report(taken, step);
  }

  #isLate({ line, person, payload }: Taken): boolean {
    if (!this.parts.options.enforceWindow || person === undefined || payload.type === 'template') return false;
    const heardMs = this.#lastHeardMs.get(`${line.phoneNumberId}/${person.waId}`);
    return heardMs === undefined || this.parts.time.now() - heardMs > DAY_MS;
  }

  async #proceed(taken: Taken, planned: Course): Promise<void> {
    const { options, time, work } = this.parts;
    const file = await this.#fetched(taken);
    const course = file === 'unavailable' ? { ...planned, steps: [{ status: 'failed', code: 131053 }] } : planned;
    if (arrives(course)) this.#arrive(taken, file === 'unavailable' ? undefined : file);
    const { webhooks: mode } = course;
    const steps = mode === 'reversed' ? course.steps.toReversed() : course.steps;
    for (const step of steps) {
      if (options.stepMs > 0) await time.sleep(options.stepMs, work.signal);
      if (work.signal.aborted || mode === 'never') return;
      await this.#report(taken, step);
      if (mode === 'duplicate') await this.#report(taken, step);
    }
  }

  #arrive({ id, line, person, payload }: Taken, file: { type: string; bytes: number } | undefined): void {
    const text = payload.text?.body ?? payload.interactive?.body.text;
    this.delivered.push({
      id,
      to: person?.waId ?? payload.to ?? '',
      kind: payload.type,
      atMs: this.parts.time.now(),
      phoneNumberId: line.phoneNumberId,
      payload,
      ...(text !== undefined && { text }),
      ...(file && { file }),
    });
  }

  /** Meta fetches a link only after it has answered. */
  async #fetched({ payload }: Taken): Promise<{ type: string; bytes: number } | 'unavailable' | undefined> {
    const { link } = (payload[payload.type] ?? {}) as { link?: string };
    const limit = LIMITS[payload.type];
    if (link === undefined || limit === undefined || !this.parts.options.fetchMedia) return undefined;
    const { signal } = this.parts.work;
    const answer = await call(link, { method: 'GET', signal }).catch(() => undefined);
    const type = answer?.headers['content-type']?.split(';')[0] ?? '';
    if (answer?.status !== 200 || !limit.types.test(type) || answer.body.length > limit.maxBytes) return 'unavailable';
    return { type, bytes: answer.body.length };
  }

  async #report({ id, line, person, payload }: Taken, { status, code }: StatusStep): Promise<void> {
    const { webhooks, time } = this.parts;
    const value = {
      statuses: [
        {
          id,
          status,
          timestamp: String(Math.floor(time.now() / 1000)),
          ...(person
            ? named(person, 'recipient_id', 'recipient_user_id')
            : { recipient_id: payload.to, recipient_type: 'group' }),
          ...(payload.biz_opaque_callback_data !== undefined && {
            biz_opaque_callback_data: payload.biz_opaque_callback_data,
          }),
          ...(status === 'failed'
            ? { errors: [{ code: code ?? 131000, title: `Error ${code}`, message: `Error ${code}` }] }
            : {
                pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' },
              }),
        },
      ],
    };
    await webhooks.tell({ line, field: 'messages', value });
  }
}

function success({ id, person }: Taken, input: string) {
  const contacts = [{ input, ...(person && named(person, 'wa_id', 'user_id')) }];
  return { messaging_product: 'whatsapp', contacts, messages: [{ id, message_status: 'accepted' }] };
}
