import type { MessageStatusUpdate } from '../../hubspot/schemas/message-create.js';
import { invalid } from '../answers/api-error.js';
import type { PortalCall } from '../api/operation.js';
import type { Message, MessageStatus, StatusType } from '../world/model.js';
import type { World } from '../world/world.js';

/** What may follow what under `strictTransitions`. HubSpot documents no rule; by default everything may. */
const STRICT: Record<StatusType, readonly StatusType[]> = {
  SENT: ['SENT', 'READ', 'FAILED'],
  READ: ['READ'],
  FAILED: ['FAILED'],
  RECEIVED: [],
};

/**
 * Applies a status update and writes it into the message's history, refused or not.
 *
 * @throws ApiError 400
 */
export function updateStatus(message: Message, update: MessageStatusUpdate, call: PortalCall, world: World): void {
  const now = world.scheduler.now();
  const refusal = refusalOf(message, update, world);
  if (!refusal) {
    message.status = statusOf(update);
    message.updatedAtMs = now;
  }
  message.history.push({
    kind: 'patch',
    atMs: now,
    receivedAtMs: call.receivedAtMs,
    body: update,
    answered: call.unanswered ? 0 : (refusal?.status ?? 200),
    status: message.status,
  });
  if (refusal) throw refusal;
}

function refusalOf(message: Message, update: MessageStatusUpdate, { switches }: World) {
  if (message.direction === 'INCOMING') {
    return switches.incomingPatch === 400 ? invalid('The status of an incoming message cannot be updated.') : undefined;
  }
  const from = message.status.statusType;
  if (!switches.strictTransitions || STRICT[from].includes(update.statusType)) return undefined;
  return invalid(`A message that is ${from} cannot become ${update.statusType}.`);
}

function statusOf({ statusType, errorMessage }: MessageStatusUpdate): MessageStatus {
  return statusType === 'FAILED' ? { statusType, errorMessage } : { statusType };
}
