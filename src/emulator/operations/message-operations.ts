import { apiPaths } from '../../hubspot/api-paths.js';
import { messageCreate, messageCreateLenient, messageStatusUpdate } from '../../hubspot/schemas/message-create.js';
import { notFound } from '../answers/api-error.js';
import { ok, type Reply } from '../answers/reply.js';
import { accountOf, channelOf, messageOf } from '../api/lookups.js';
import type { Operation, PortalCall } from '../api/operation.js';
import { readBody } from '../api/request-body.js';
import { publish } from '../messages/publish.js';
import { updateStatus } from '../messages/status-update.js';
import type { Message } from '../world/model.js';
import { messageView } from '../world/views.js';
import type { World } from '../world/world.js';

const READ = ['conversations.custom_channels.read'];
const WRITE = ['conversations.custom_channels.write'];

/** Operations 11–13: the messages of a channel in the caller's portal. */
export const MESSAGE_OPERATIONS: Operation[] = [
  {
    name: 'messages.publish',
    method: 'POST',
    paths: (version) => [apiPaths(version).messages],
    auth: 'portal',
    scopes: WRITE,
    handle: publishMessage,
  },
  {
    name: 'messages.get',
    method: 'GET',
    paths: (version) => [apiPaths(version).message],
    auth: 'portal',
    scopes: READ,
    handle: (call, world) => ok(messageView(pathMessage(call, world), world)),
  },
  {
    name: 'messages.updateStatus',
    method: 'PATCH',
    paths: (version) => [apiPaths(version).message],
    auth: 'portal',
    scopes: WRITE,
    handle: patchStatus,
  },
];

function publishMessage(call: PortalCall, world: World): Reply {
  const channel = channelOf(call, world);
  const wanted = readBody(call, world.switches.strictRequiredFields ? messageCreate : messageCreateLenient);
  const account = accountOf(wanted.channelAccountId, channel, call, world);
  const { status, message } = publish(wanted, channel, account, call, world);
  const location = `${apiPaths(call.version).channels}/${channel.id}/messages/${message.id}`;
  return { ...ok(messageView(message, world), status), headers: { location } };
}

function patchStatus(call: PortalCall, world: World): Reply {
  const message = pathMessage(call, world);
  updateStatus(message, readBody(call, messageStatusUpdate), call, world);
  return ok(messageView(message, world));
}

function pathMessage(call: PortalCall, world: World): Message {
  const channel = channelOf(call, world);
  const message = messageOf(call, world);
  if (message.channelId !== channel.id) throw notFound('message', message.id);
  return message;
}
