import type { Refusal } from './answer.js';

const WEBHOOK = 'a webhook is set for this bot: delete it (deleteWebhook), or set `receive: webhook` for this account';
const ANOTHER = 'another program asks for the updates of this bot: stop it, or give each its own bot';

/** Telegram did not give updates. Says what to do about it; holds no token. */
export class PollError extends Error {
  override readonly name = 'PollError';

  constructor(answer: { ok: 'unreadable' } | ({ ok: false } & Refusal)) {
    super(`getUpdates failed: ${answer.ok === false ? sentenceOf(answer) : 'what answered is not the Bot API'}`);
  }
}

function sentenceOf({ code, description }: Refusal): string {
  switch (code) {
    case 409:
      return /webhook/i.test(description) ? WEBHOOK : ANOTHER;
    case 401:
    case 404:
      return `${code}, the bot’s token is not valid: put the one of @BotFather into \`botToken\``;
    default:
      return `Telegram answered ${code}`;
  }
}
