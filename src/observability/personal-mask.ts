import { createHmac } from 'node:crypto';

/** Names of fields that hold an address of a person, or an object that describes one. */
const ADDRESS_NAME =
  /^(to|from|peers?|recipients?|sender|addressee|msisdn|mobile|phone|(display_?)?phone_?numbers?|e_?mail(_?address)?|wa_?id|chat_?id|user_?id|delivery_?identifier)$/i;
/** Names of fields that hold what a person is called. */
const PERSON_NAME =
  /^(display|first|last|full|given|family|middle|nick|profile|push|peer|contact|customer|sender|screen)_?name$/i;
/** Names of fields in which others, or errors, have their say. A bare number there may be anybody's. */
const PROSE_NAME = /^(detail|details|cause|reason|description|message|stack|error|errors|problem)$/i;

const E_MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
/** With its plus, also as it stands in a URL. */
const PHONE = /(?:\+|%2B)\d(?:[\s().-]{0,2}\d){6,14}/gi;
const BARE_NUMBER = /(?<![\w.])\d{9,15}(?![\w.])/g;
/** What is shorter is a word that occurs by itself. */
const SHORTEST_VALUE = 3;
const SHORTEST_DIGITS = 6;

/**
 * Puts short marks in place of what names people. The same address has the same mark wherever it is written, in any process with the
 * same key: lines about one person can be told from others', and nobody can tell whose they are.
 */
export class PersonalMask {
  /** @param key secret: numbers are few enough to try them all */
  constructor(private readonly key: Uint8Array) {}

  /** What a field of this name and value says in the log; `undefined`: it is no address and no name. */
  field(name: string, value: unknown, beside: Record<string, unknown>): string | undefined {
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    const text = String(value);
    if (PERSON_NAME.test(name) || (name === 'name' && isAddress(beside))) return '[name]';
    if (name === 'value' && isAddress(beside)) return this.#mark(text);
    return ADDRESS_NAME.test(name) && looksLikeAddress(text) ? this.#mark(text) : undefined;
  }

  /** @param name of the field that says it; `undefined` is the message of the line */
  text(text: string, name: string | undefined, known: readonly string[]): string {
    let clean = text;
    for (const value of known) clean = this.#without(clean, value);
    if (clean.includes('@')) clean = clean.replace(E_MAIL, (address) => this.#mark(address));
    if (clean.includes('+') || clean.includes('%2')) clean = clean.replace(PHONE, (number) => this.#mark(number));
    if (name === undefined || !PROSE_NAME.test(name)) return clean;
    return clean.replace(BARE_NUMBER, (number) => this.#mark(number));
  }

  #without(text: string, value: string): string {
    if (value.length < SHORTEST_VALUE) return text;
    const mark = () => this.#mark(value);
    const without = text.includes(value) ? text.replaceAll(value, mark) : text;
    const digits = value.replace(/\D/g, '');
    return digits.length >= SHORTEST_DIGITS && without.includes(digits) ? without.replaceAll(digits, mark) : without;
  }

  /** A number is the same however it is written. */
  #mark(address: string): string {
    const digits = address.replace(/%2B|\D/gi, '');
    const plain = digits.length >= SHORTEST_DIGITS && !address.includes('@') ? digits : address.toLowerCase();
    return `person-${createHmac('sha256', this.key).update(plain).digest('hex').slice(0, 8)}`;
  }
}

/** The contract's `Address`, or what has its members. */
function isAddress({ type, value }: Record<string, unknown>): boolean {
  return typeof type === 'string' && typeof value === 'string';
}

/** `to: 'sent'` is none. */
function looksLikeAddress(text: string): boolean {
  return /\d{4}|@/.test(text);
}
