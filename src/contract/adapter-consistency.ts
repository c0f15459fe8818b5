import type { AdapterDefinition } from './adapter-definition.js';
import type { Capabilities, Limit, MediaCapability, ReceiptDeclaration } from './capabilities.js';
import type { ChannelAdapter } from './channel-adapter.js';
import { CONTRACT_VERSION } from './contract-version.js';
import { isStrictObject, settingsSchema } from './settings-schema.js';

const NAME = /^[a-z][a-z0-9-]*$/;
const SEMANTIC_VERSION = /^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;

/** What in a definition contradicts itself, whatever its adapter can do. */
export function* definitionProblems<S, A>(definition: AdapterDefinition<S, A>): Generator<string> {
  if (!NAME.test(definition.name)) yield '`name` must be lower case letters, digits and dashes';
  if (!SEMANTIC_VERSION.test(definition.version)) yield '`version` must be a semantic version, e.g. 1.0.0';
  if (definition.contractVersion !== CONTRACT_VERSION) {
    yield `\`contractVersion\` is ${definition.contractVersion}, this framework speaks ${CONTRACT_VERSION}`;
  }
  if ((definition.adapter === undefined) === (definition.create === undefined)) {
    yield 'give either `adapter` (a class) or `create` (a factory), not both';
  }
  yield* settingsProblems(definition);
  // An author who writes JavaScript is not told by a compiler.
  if (typeof definition.capabilities?.text?.maxUnits !== 'number')
    return yield '`capabilities.text.maxUnits` is missing';
  if (definition.capabilities.idempotency === undefined) return yield '`capabilities.idempotency` is missing';
  yield* capabilityProblems(definition.capabilities);
  yield* receiptProblems(definition.receipts);
  for (const limit of definition.limits) yield* limitProblems(limit);
  if (definition.capabilities.idempotency.kind === 'correlation' && definition.receipts.delivery === 'none') {
    yield '`idempotency` is correlation, but no receipt can bring it back: `receipts.delivery` is none';
  }
}

/**
 * What the declaration promises and the members do not keep, or the other way round.
 *
 * @param members an instance, or the prototype of a class: members must be methods, not fields, to be seen there
 * @param whose what to call it in the sentence
 */
export function* memberProblems<S, A>(
  definition: AdapterDefinition<S, A>,
  members: Partial<ChannelAdapter<A>>,
  whose: string,
): Generator<string> {
  const { receipts } = definition;
  const has = (name: keyof ChannelAdapter<A>) => typeof members[name] === 'function';
  if (!has('send')) yield `${whose} has no method \`send\``;
  if (has('authenticateWebhook') !== has('parseWebhook')) {
    yield '`authenticateWebhook` and `parseWebhook` come together';
  }
  if (receipts.delivery === 'pushed' && !has('parseWebhook') && !has('connect')) {
    yield `\`receipts.delivery\` is pushed, but ${whose} has neither \`parseWebhook\` nor \`connect\``;
  }
  if (typeof receipts.delivery === 'object' && !has('pullReceipts')) {
    yield `\`receipts.delivery\` is pulled, but ${whose} has no method \`pullReceipts\``;
  }
  if (receipts.delivery === 'none' && has('pullReceipts')) {
    yield '`pullReceipts` would never be called: `receipts.delivery` is none';
  }
  if (receipts.lookupSettleMs !== undefined && !has('wasSent')) {
    yield `\`receipts.lookupSettleMs\` is given, but ${whose} has no method \`wasSent\``;
  }
  if (definition.connectionKey !== undefined && !has('connect')) {
    yield `\`connectionKey\` is given, but ${whose} has no method \`connect\``;
  }
  if (has('describePeer') && !has('parseWebhook') && !has('connect') && !has('backfill')) {
    yield '`describePeer` would never be called: no `parseWebhook`, `connect` or `backfill` brings messages';
  }
}

function* settingsProblems<S, A>(definition: AdapterDefinition<S, A>): Generator<string> {
  for (const name of ['settings', 'accountSettings'] as const) {
    if (!isStrictObject(settingsSchema(definition[name]))) {
      yield `\`${name}\` must be a strict zod object, so that a misspelt key is an error`;
    }
  }
  if (!isCount(definition.settingsVersion)) yield '`settingsVersion` must be a whole number from 1';
  if (definition.settingsVersion > 1 && definition.migrateSettings === undefined) {
    yield '`settingsVersion` was raised, but there is no `migrateSettings`';
  }
}

function* capabilityProblems(capabilities: Capabilities): Generator<string> {
  const { hubspot, text, media, quickReplies, content = [], itemsPerPart = 1, window, idempotency } = capabilities;
  const attachments = hubspot.outgoingAttachmentTypes ?? [];
  if (hubspot.deliveryIdentifierTypes.length === 0) yield '`capabilities.hubspot.deliveryIdentifierTypes` is empty';
  if (!isCount(text.maxUnits)) yield '`capabilities.text.maxUnits` must be at least 1';
  if (text.unsupported !== undefined && text.encode === undefined) {
    yield '`capabilities.text.unsupported` needs `encode`, which finds the unsupported characters';
  }
  if (typeof text.unsupported === 'object' && text.encode?.(text.unsupported.replaceWith).unsupported.length) {
    yield '`capabilities.text.unsupported.replaceWith` is itself not supported by `encode`';
  }
  if (media !== undefined) yield* mediaProblems(media);
  if (attachments.includes('FILE') !== (media !== undefined)) {
    yield '`capabilities.media` and FILE in `hubspot.outgoingAttachmentTypes` come together';
  }
  if (attachments.includes('QUICK_REPLIES') !== (quickReplies !== undefined)) {
    yield '`capabilities.quickReplies` and QUICK_REPLIES in `hubspot.outgoingAttachmentTypes` come together';
  }
  if (quickReplies !== undefined && (!isCount(quickReplies.maxCount) || !isCount(quickReplies.maxLabel))) {
    yield '`capabilities.quickReplies` needs `maxCount` and `maxLabel` of at least 1';
  }
  if (content.includes('template') && window === undefined) {
    yield 'template in `capabilities.content` would never be sent: there is no `capabilities.window`';
  }
  if (!isCount(itemsPerPart)) yield '`capabilities.itemsPerPart` must be at least 1';
  if (window !== undefined && !(window.ms > 0)) yield '`capabilities.window.ms` must be positive';
  if (idempotency.kind === 'key' && !(idempotency.ttlMs > 0)) {
    yield '`capabilities.idempotency.ttlMs` must be positive';
  }
}

function* mediaProblems({ rules, maxCount, otherwise }: MediaCapability): Generator<string> {
  if (!isCount(maxCount)) yield '`capabilities.media.maxCount` must be at least 1';
  if (rules.length === 0 && otherwise !== 'link') {
    yield '`capabilities.media` takes no file: give it `rules`, or `otherwise: "link"`';
  }
  for (const { types, maxBytes } of rules) {
    if (types.length === 0 || !isCount(maxBytes)) {
      yield 'each of `capabilities.media.rules` needs `types` and `maxBytes` of at least 1';
    }
  }
}

function* receiptProblems(receipts: ReceiptDeclaration): Generator<string> {
  const { states, final = [], delivery, retryHorizonMs } = receipts;
  if (delivery === 'none' && states.length > 0) {
    yield '`receipts.states` names states, but `receipts.delivery` is none';
  }
  if (delivery !== 'none' && states.length === 0) {
    yield '`receipts.states` is empty: say which states can come, or set `receipts.delivery` to none';
  }
  for (const state of final) {
    if (!states.includes(state)) yield `\`receipts.final\` names ${state}, which \`receipts.states\` does not`;
  }
  if (typeof delivery === 'object' && !isSchedule(delivery.pulledAfterMs)) {
    yield '`receipts.delivery.pulledAfterMs` must be rising, positive delays';
  }
  if (!(retryHorizonMs >= 0)) yield '`receipts.retryHorizonMs` must not be negative';
}

function* limitProblems({ scope, count, perMs }: Limit): Generator<string> {
  if (!isCount(count) || !(perMs > 0))
    yield `the limit per ${scope} needs a \`count\` of at least 1 and a positive \`perMs\``;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1;
}

function isSchedule(delays: number[]): boolean {
  return delays.length > 0 && delays.every((delay, index) => delay > (delays[index - 1] ?? 0));
}
