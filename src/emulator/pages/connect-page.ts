import { notFound } from '../answers/api-error.js';
import type { Reply } from '../answers/reply.js';
import { param } from '../api/lookups.js';
import type { ApiCall } from '../api/operation.js';
import { beginConnection, completeConnection } from '../installs/connections.js';
import type { Channel, Portal } from '../world/model.js';
import type { World } from '../world/world.js';
import { html } from './html.js';
import { formOf, type Page, problem, redirect } from './page.js';

/** HubSpot opens the app's page in a small window. Without the script the form opens a window of the usual size. */
const OPENS_POPUP = `
document.querySelector('form').addEventListener('submit', (event) => {
  window.open('about:blank', 'connect', 'popup,width=600,height=600');
  event.target.target = 'connect';
});`;

/** An admin connects an account of a channel to an inbox (reference §4.2). */
export function connectPage(call: ApiCall, world: World): Page {
  const { portal, channel } = placeOf(call, world);
  if (channel.channelAccountConnectionRedirectUrl === undefined) return pageless(channel);
  const description = channel.channelDescription === undefined ? undefined : html`<p>${channel.channelDescription}</p>`;
  const inboxes = portal.inboxes.map(({ id, name }) => html`<option value="${id}">${name}</option>`);
  return {
    title: `Connect ${channel.name}`,
    body: html`<h1>Connect ${channel.name}</h1>${description}
<form method="post" target="_blank">
  <label>Inbox <select name="inbox">${inboxes}</select></label>
  <button>Connect</button>
</form>
<p class="quiet">A window of the app opens. When it has closed, the account is in <a href="/inbox/${portal.portalId}">the inbox</a>.</p>`,
    script: OPENS_POPUP,
  };
}

/** The window opens: on to the app's page, with a new staging token. */
export function openConnect(call: ApiCall, world: World): Page | Reply {
  const { portal, channel } = placeOf(call, world);
  const inboxId = formOf(call).get('inbox') ?? portal.inboxes[0]!.id;
  if (!portal.inboxes.some((inbox) => inbox.id === inboxId)) throw notFound('inbox', inboxId);
  const { connectUrl } = beginConnection({ channelId: channel.id, portalId: portal.portalId, inboxId }, world);
  return connectUrl === undefined ? pageless(channel) : redirect(connectUrl);
}

/** The browser is back from the app's page: HubSpot makes the account of what the app has staged. */
export function connectedPage(call: ApiCall, world: World): Page {
  const token = param(call, 'accountToken');
  const staged = world.state.stagingTokens.get(token);
  if (!staged) throw notFound('staging token', token);
  if (staged.accountName === undefined) {
    return problem(409, 'The channel was not connected: the app has not said which account it is.');
  }
  if (staged.accountId === undefined) completeConnection(token, world);
  return {
    title: 'Connected',
    body: html`<h1>Connected</h1><p>${staged.accountName} is connected. This window can be closed.</p>
<p><a href="/inbox/${staged.portalId}">To the inbox</a></p>`,
  };
}

function placeOf(call: ApiCall, { state }: World): { portal: Portal; channel: Channel } {
  const [portalId, channelId] = [param(call, 'portalId'), param(call, 'channelId')];
  const [portal, channel] = [state.portals.get(portalId), state.channels.get(channelId)];
  if (!portal) throw notFound('portal', portalId);
  if (!channel || channel.archived) throw notFound('channel', channelId);
  return { portal, channel };
}

function pageless({ name }: Channel): Page {
  return problem(
    409,
    `${name} has no page to connect accounts on: its channelAccountConnectionRedirectUrl is not set.`,
  );
}
