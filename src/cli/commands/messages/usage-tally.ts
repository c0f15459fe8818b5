import type { Usage } from '../../../contract/send-outcome.js';
import { messageCondition } from '../../../status/message-condition.js';
import type { MessageRow } from '../../../status/message-row.js';
import type { PolicyOf } from '../../options/meant-messages.js';
import { directionOf } from './listed-message.js';

export const USAGE_BY = ['account', 'portal', 'channel'] as const;
export type UsageBy = (typeof USAGE_BY)[number];

/** What one account, portal or channel has used. */
export interface UsageLine {
  name: string;
  out: number;
  in: number;
  /** Calls to the provider that it took, of agents' messages. */
  parts: number;
  failed: number;
  /** As providers report them: segments, for instance. */
  units: number;
  /** How many accepted calls of them nobody reported units of. */
  unreported: number;
  /** By currency, in its own decimals. */
  prices: Record<string, string>;
}

/** Decimals that prices are summed in: exact, since no price has more. */
const DECIMALS = 12;

/** Counts messages by whose they are. In memory is a line for each of those. */
export class UsageTally {
  readonly #lines = new Map<string, UsageLine>();
  readonly #prices = new Map<string, Map<string, bigint>>();

  constructor(
    private readonly by: UsageBy,
    private readonly policyOf: PolicyOf,
  ) {}

  /** By name. */
  get lines(): UsageLine[] {
    const lines = [...this.#lines.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    return lines.map((line) => ({ ...line, prices: this.#pricesOf(line.name) }));
  }

  add(row: MessageRow): void {
    const name = this.by === 'portal' ? `${row.app}/${row.portal}` : row[this.by];
    const line = this.#lines.get(name) ?? {
      name,
      out: 0,
      in: 0,
      parts: 0,
      failed: 0,
      units: 0,
      unreported: 0,
      prices: {},
    };
    this.#lines.set(name, line);
    line[directionOf(row)] += 1;
    if (messageCondition(row, this.policyOf(row.channel)) === 'failed') line.failed += 1;
    for (const { attempts } of row.parts ?? []) {
      const taken = attempts.filter(({ outcome }) => outcome === 'accepted');
      if (taken.length > 0) line.parts += 1;
      for (const { usage, ids } of taken) {
        const told = [usage, ...ids.map((id) => id.usage)].filter((each) => each !== undefined);
        if (told.every(({ units }) => units === undefined)) line.unreported += 1;
        for (const each of told) this.#use(line, each);
      }
    }
  }

  #use(line: UsageLine, { units = 0, price }: Usage): void {
    line.units += units;
    const amount = price && decimal(price.amount);
    if (!price || amount === undefined) return;
    const sums = this.#prices.get(line.name) ?? new Map<string, bigint>();
    this.#prices.set(line.name, sums.set(price.currency, (sums.get(price.currency) ?? 0n) + amount));
  }

  #pricesOf(name: string): Record<string, string> {
    return Object.fromEntries([...(this.#prices.get(name) ?? [])].map(([currency, sum]) => [currency, shown(sum)]));
  }
}

/** Money is never a float. `undefined`: it is no decimal number. */
function decimal(text: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const value = BigInt(`${whole}${fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0')}`);
  return sign === '-' ? -value : value;
}

function shown(sum: bigint): string {
  const digits = (sum < 0n ? -sum : sum).toString().padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '');
  return `${sum < 0n ? '-' : ''}${digits.slice(0, -DECIMALS)}${fraction === '' ? '' : `.${fraction}`}`;
}
