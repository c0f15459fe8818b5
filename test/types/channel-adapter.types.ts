/** The shape of an adapter. Compiling this file is the test. */
import type { ChannelAdapter, PlannedPart, SendContext, SendOutcome } from 'channelwright/adapter';

interface Settings {
  token: string[];
}

/** `send` is enough, and sees the account's settings as the schema parses them. */
export class SendOnly implements ChannelAdapter<Settings> {
  async send(_part: PlannedPart, ctx: SendContext<Settings>): Promise<SendOutcome> {
    const ids: string[] = [...ctx.account.settings.token];
    // @ts-expect-error no such setting
    ids.push(ctx.account.settings.password);
    return { kind: 'accepted', ids };
  }
}

// @ts-expect-error `send` is missing
export class SendMissing implements ChannelAdapter {
  async wasSent() {
    return 'unknown' as const;
  }
}

export class WrongMembers implements ChannelAdapter {
  // @ts-expect-error an outcome, not an id
  async send() {
    return 'id-1';
  }
  // @ts-expect-error "not sent" must be said, not left out
  async wasSent() {
    return undefined;
  }
  // @ts-expect-error parsing is pure, so it cannot be asynchronous
  async parseWebhook() {
    return [];
  }
  // @ts-expect-error every page brings its checkpoint
  async *backfill() {
    yield { events: [] };
  }
}

/** Authentication may be synchronous or not. */
export const now: ChannelAdapter['authenticateWebhook'] = () => ({ kind: 'refused', detail: 'always' });
export const later: ChannelAdapter['authenticateWebhook'] = async (_, accounts) => ({
  kind: 'authenticated',
  accounts: accounts.all(),
});
// @ts-expect-error a refusal says why, for the log
export const silent: ChannelAdapter['authenticateWebhook'] = () => ({ kind: 'refused' });
