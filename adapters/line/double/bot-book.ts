import type { DoubleBot } from './double-options.js';

/** The official accounts, and what they have used of their month. */
export class BotBook {
  readonly #used = new Map<string, number>();

  constructor(private readonly bots: readonly DoubleBot[]) {}

  /** @throws Error when it is none of the double's. Default: the first */
  named(botUserId: string | undefined): DoubleBot {
    const [first] = this.bots;
    const bot = botUserId === undefined ? first : this.bots.find((known) => known.botUserId === botUserId);
    if (bot === undefined) throw new Error(`${botUserId} is none of the double's bots`);
    return bot;
  }

  /** Whose token a call carries. */
  calling(authorization: string | undefined): DoubleBot | undefined {
    return this.bots.find(({ channelAccessToken }) => authorization === `Bearer ${channelAccessToken}`);
  }

  usedBy(botUserId: string): number {
    return this.#used.get(botUserId) ?? 0;
  }

  /** A push counts once for each person it reaches, whatever it carries. False: the month is used up. */
  takesOne(botUserId: string): boolean {
    const used = this.usedBy(botUserId);
    const { quota } = this.named(botUserId);
    if (quota !== undefined && used >= quota) return false;
    this.#used.set(botUserId, used + 1);
    return true;
  }

  /** Another plan, or another month. */
  setQuota(quota: number | undefined, botUserId: string | undefined): void {
    const bot = this.named(botUserId);
    if (quota === undefined) delete bot.quota;
    else bot.quota = quota;
  }
}
