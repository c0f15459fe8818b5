import type { Control } from 'channelwright/double';
import { z } from 'zod';
import type { StoredMessage } from './message-book.js';
import { messageJson } from './message-json.js';
import { type RecipientRule, recipientRule } from './recipient-rule.js';

const ruleBody = z.strictObject({ to: z.string(), rule: recipientRule });
const numberBody = z.strictObject({ sender: z.string(), webhookUrl: z.url() });
const statusBody = z.strictObject({ sid: z.string(), status: z.string(), code: z.number().int().optional() });

/** What of a `TwilioDouble` another process may use. */
interface Controlled {
  messages(): readonly StoredMessage[];
  rule(to: string, rule: RecipientRule): void;
  configureNumber(sender: string, change: { webhookUrl: string }): void;
  status(sid: string, status: string, code?: number): Promise<void>;
  reset(): void;
}

/** What this double can do besides what every double can, for another process. */
export function twilioControls(double: Controlled): Record<string, Control> {
  return {
    'GET messages': () => double.messages().map(messageJson),
    'POST rules': (body) => {
      const { to, rule } = ruleBody.parse(body);
      double.rule(to, rule);
    },
    'POST numbers': (body) => {
      const { sender, webhookUrl } = numberBody.parse(body);
      double.configureNumber(sender, { webhookUrl });
    },
    'POST status': (body) => {
      const { sid, status, code } = statusBody.parse(body);
      return double.status(sid, status, code);
    },
    'POST reset': () => double.reset(),
  };
}
