import { isNativeError } from 'node:util/types';
import type { PersonalMask } from './personal-mask.js';
import { isContentName, isSecretName, REDACTED, redactForms } from './redaction-rules.js';

/** Shorter values are not looked for: they would take ordinary words out of every line. */
const SHORTEST_SECRET = 5;
const DEEPEST = 6;
const LONGEST_LIST = 100;
const LONGEST_TEXT = 8_192;

/**
 * Makes anything fit for a log: plain, bounded, and without secrets. A secret is told by the name of its field, by its form,
 * and by its value: what was registered is taken out wherever it occurs, also inside URLs, messages and stacks. What names people is
 * marked, see {@link PersonalMask}.
 */
export class Redactor {
  /** How often each value was registered. */
  readonly #registered = new Map<string, number>();
  #pattern: RegExp | undefined;

  /** @param mask of what names people; absent: that may be read */
  constructor(private readonly mask?: PersonalMask) {}

  /** Values to take out from now on. Call what it returns when they are no longer in use. */
  register(values: Iterable<string>): () => void {
    const known = [...values].filter((value) => value.length >= SHORTEST_SECRET);
    for (const value of known) this.#registered.set(value, (this.#registered.get(value) ?? 0) + 1);
    this.#pattern = undefined;
    return () => this.#forget(known.splice(0));
  }

  /** @param known addresses and names of whom it is about */
  text(text: string, known: readonly string[] = []): string {
    return this.#text(text, { above: [], known });
  }

  fields(fields: Record<string, unknown>, known: readonly string[] = []): Record<string, unknown> {
    return this.#object(fields, { above: [], known });
  }

  #text(text: string, { name, known }: Place): string {
    // Cut twice: a secret that straddles the first cut is beyond the second.
    const secretless = redactForms(this.#withoutRegistered(text.slice(0, 4 * LONGEST_TEXT)));
    const clean = this.mask ? this.mask.text(secretless, name, known) : secretless;
    return clean.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}… (${text.length} characters)` : clean;
  }

  #withoutRegistered(text: string): string {
    if (this.#registered.size === 0) return text;
    this.#pattern ??= this.#compile();
    return text.replace(this.#pattern, REDACTED);
  }

  #forget(values: string[]): void {
    for (const value of values) {
      const times = (this.#registered.get(value) ?? 0) - 1;
      if (times > 0) this.#registered.set(value, times);
      else this.#registered.delete(value);
    }
    this.#pattern = undefined;
  }

  /** One pattern for all values, the longest first, each also as it stands in a URL or in JSON. */
  #compile(): RegExp {
    const forms = [...this.#registered.keys()].flatMap((value) => [
      value,
      encodeURIComponent(value.toWellFormed()),
      new URLSearchParams([['', value]]).toString().slice(1),
      JSON.stringify(value).slice(1, -1),
    ]);
    const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
    return new RegExp(longestFirst.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'g');
  }

  #value(value: unknown, place: Place): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value, place);
      case 'bigint':
        return value.toString();
      case 'function':
      case 'symbol':
        return `[${typeof value}]`;
      case 'object':
        return value === null ? null : this.#composite(value, place);
      default:
        return value;
    }
  }

  #composite(value: object, place: Place): unknown {
    const { above } = place;
    if (above.includes(value)) return '[circle]';
    if (above.length >= DEEPEST) return '[…]';
    const inside = { ...place, above: [...above, value] };
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL) return this.#text(value.href, place);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (isNativeError(value) || value instanceof Error) return this.#error(value, inside);
    if (value instanceof Map) return this.#object(Object.fromEntries(value), inside);
    if (Array.isArray(value) || value instanceof Set) return this.#list([...value], inside);
    return this.#object(value as Record<string, unknown>, inside);
  }

  #list(items: unknown[], place: Place): unknown[] {
    const { name } = place;
    const shown = items.slice(0, LONGEST_LIST).map((item) => {
      const masked = name === undefined ? undefined : this.mask?.field(name, item, {});
      return masked ?? this.#value(item, place);
    });
    return items.length > LONGEST_LIST ? [...shown, `… (${items.length} items)`] : shown;
  }

  /** An error's own words are not among its enumerable fields. */
  #error(error: Error, place: Place): Record<string, unknown> {
    const { name, message, stack, cause, errors } = error as Error & { errors?: unknown };
    const said = {
      name,
      message,
      stack,
      ...(cause === undefined ? {} : { cause }),
      ...(errors === undefined ? {} : { errors }),
    };
    return this.#object({ ...said, ...error }, place);
  }

  #object(object: Record<string, unknown>, place: Place): Record<string, unknown> {
    const clean: Record<string, unknown> = {};
    for (const name of Object.keys(object)) {
      clean[this.#text(name, { ...place, name: undefined })] = this.#named(object, name, { ...place, name });
    }
    return clean;
  }

  #named(object: Record<string, unknown>, name: string, place: Place): unknown {
    try {
      const value = object[name];
      if (value === undefined || value === null) return value;
      if (isSecretName(name)) return REDACTED;
      if (isContentName(name)) return typeof value === 'string' ? `[${value.length} characters]` : '[content]';
      return this.mask?.field(name, value, object) ?? this.#value(value, place);
    } catch {
      return '[unreadable]';
    }
  }
}

/** Where something stands: inside of what, under which name, in a line about whom. */
interface Place {
  above: readonly object[];
  name?: string | undefined;
  known: readonly string[];
}
