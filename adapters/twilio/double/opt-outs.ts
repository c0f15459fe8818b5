export type OptOutType = 'START' | 'STOP' | 'HELP';

/** Twilio's default words. Source: Twilio, "Support for opt-out keywords". */
const WORDS: Readonly<Record<OptOutType, readonly string[]>> = {
  STOP: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

/** Who has opted out of which of our numbers. WhatsApp has no such words. */
export class OptOuts {
  readonly #pairs = new Set<string>();

  /** A customer wrote: what does it mean? */
  hear(ours: string, peer: string, body: string): OptOutType | undefined {
    if (peer.startsWith('whatsapp:')) return undefined;
    const word = body.trim().toUpperCase();
    const type = (Object.keys(WORDS) as OptOutType[]).find((key) => WORDS[key].includes(word));
    if (type === 'STOP') this.#pairs.add(pair(ours, peer));
    if (type === 'START') this.#pairs.delete(pair(ours, peer));
    return type;
  }

  has(ours: string, peer: string): boolean {
    return this.#pairs.has(pair(ours, peer));
  }

  clear(): void {
    this.#pairs.clear();
  }
}

function pair(ours: string, peer: string): string {
  return `${ours}>${peer}`;
}
