export { Bot, type BusinessAccount, type DeliveredMessage } from './bot.js';
export { Customers, type MessageFields, type Writing } from './customers.js';
export type { TelegramDoubleOptions } from './double-options.js';
export { type TelegramCall, TelegramDouble } from './telegram-double.js';
