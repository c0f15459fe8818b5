import type { Scenario } from '../scenario.js';
import { answerAndReceiptsLost } from './answer-and-receipts-lost.js';
import { answerLost } from './answer-lost.js';
import { attachmentRefused } from './attachment-refused.js';
import { customerWritesFirst } from './customer-writes-first.js';
import { hubspotInTrouble } from './hubspot-in-trouble.js';
import { killed } from './killed.js';
import { lineOnce } from './line-once.js';
import { ownChat } from './own-chat.js';
import { receiptsInDisorder } from './receipts-in-disorder.js';
import { smsBounces } from './sms-bounces.js';
import { smsDelivered } from './sms-delivered.js';
import { telegramPatience } from './telegram-patience.js';
import { whatsappRead } from './whatsapp-read.js';

/** The day, in order. */
export const DAY: readonly Scenario[] = [
  smsDelivered,
  whatsappRead,
  smsBounces,
  attachmentRefused,
  customerWritesFirst,
  lineOnce,
  telegramPatience,
  ownChat,
  receiptsInDisorder,
  answerLost,
  answerAndReceiptsLost,
  hubspotInTrouble,
  killed,
];
