/** For doubles of providers: `channelwright/double`. A server, faults, webhooks with a record of every try, a face for all. */
export { systemScheduler as systemTime } from '../policy/system-scheduler.js';
export { answer, answerUnderFault, type DoubleAnswer, type Patience } from './answer-under-fault.js';
export { BackgroundWork } from './background-work.js';
export { type Control, withControls } from './control-routes.js';
export { type DoubleHandler, type DoubleRequest, DoubleServer } from './double-server.js';
export { type ActiveFault, type DoubleFault, FaultQueue } from './fault-queue.js';
export { call, type OwnAnswer, type OwnCall, readBody, sendJson } from './http-io.js';
export { optionsInFile } from './options-in-file.js';
export type { CustomerText, Delivered, ProviderDouble } from './provider-double.js';
export { runDouble } from './run-double.js';
export { type RetryPolicy, type SentWebhook, WebhookSender, type WebhookTry, wasTaken } from './webhook-sender.js';
