import { notFound } from '../answers/api-error.js';
import type { Reply } from '../answers/reply.js';
import { param } from '../api/lookups.js';
import type { ApiCall } from '../api/operation.js';
import { agentSend } from '../messages/agent-send.js';
import type { Portal, Thread } from '../world/model.js';
import type { World } from '../world/world.js';
import { conversation, nameOf } from './conversation.js';
import { type Html, html } from './html.js';
import { formOf, type Page, redirect } from './page.js';

/** The part that changes is fetched anew; what somebody is typing stays. */
const STAYS_FRESH = `
setInterval(async () => {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('fresh');
  if (fresh) document.getElementById('fresh').replaceWith(fresh);
}, 1000);`;

/** Which portals there are. */
export function portalsPage(_: ApiCall, { state }: World): Page {
  const portals = [...state.portals.keys()].map((id) => html`<li><a href="/inbox/${id}">Account ${id}</a></li>`);
  return { title: 'Accounts', body: html`<h1>Accounts</h1><ul>${portals}</ul>` };
}

/** What an agent sees: the conversations, and a form to write. `?thread=` opens one. */
export function inboxPage(call: ApiCall, world: World): Page {
  const portal = portalOf(call, world);
  const open = openThread(call, portal, world);
  return {
    title: `Inbox of ${portal.portalId}`,
    body: html`<h1>Inbox of account ${portal.portalId}</h1>
${open ? replyForm(open, portal, world) : newMessageForm(portal, world)}
<div id="fresh">${open ? conversation(open, world) : threadList(portal, world)}${channelList(portal, world)}</div>
<noscript><p>Load the page again to see what is new.</p></noscript>`,
    script: STAYS_FRESH,
  };
}

/** An agent writes. Then the conversation is open. */
export function writeMessage(call: ApiCall, world: World): Reply {
  const { portalId } = portalOf(call, world);
  const form = formOf(call);
  const text = form.get('text') ?? '';
  const threadId = form.get('thread');
  const { threadId: written } = agentSend(
    threadId === null
      ? {
          accountId: own(world.state.accounts, form.get('account'), portalId),
          to: [addressOf(form.get('to') ?? '')],
          text,
        }
      : { threadId: own(world.state.threads, threadId, portalId), text },
    world,
  );
  return redirect(`/inbox/${portalId}?thread=${written}`);
}

/** The page that apps send people to when an install is done. */
export function settingsPage(call: ApiCall, world: World): Reply {
  return redirect(`/inbox/${portalOf(call, world).portalId}`);
}

function portalOf(call: ApiCall, { state }: World): Portal {
  const id = param(call, 'portalId');
  const portal = state.portals.get(id);
  if (!portal) throw notFound('portal', id);
  return portal;
}

function openThread({ query }: ApiCall, { portalId }: Portal, { state }: World): Thread | undefined {
  const id = query.get('thread');
  if (id === null) return undefined;
  return state.threads.get(own(state.threads, id, portalId));
}

/** The id of something of this portal. */
function own(all: ReadonlyMap<string, { portalId: string }>, id: string | null, portalId: string): string {
  if (id === null || all.get(id)?.portalId !== portalId) throw notFound('record', id ?? '');
  return id;
}

/** People write an address without its type. */
function addressOf(text: string) {
  const value = text.trim();
  if (value.startsWith('+')) return { type: 'HS_PHONE_NUMBER' as const, value };
  return { type: value.includes('@') ? ('HS_EMAIL_ADDRESS' as const) : ('CHANNEL_SPECIFIC_OPAQUE_ID' as const), value };
}

function replyForm(thread: Thread, { portalId }: Portal, world: World): Html {
  return html`<p><a href="/inbox/${portalId}">All conversations</a></p>
<form method="post" action="/inbox/${portalId}/messages"><input type="hidden" name="thread" value="${thread.id}">
  <label>To ${nameOf(thread, world)} <textarea name="text" rows="2" required autofocus></textarea></label>
  <button>Send</button></form>`;
}

function newMessageForm({ portalId }: Portal, { state }: World): Html {
  const accounts = [...state.accounts.values()].filter(
    (account) => account.portalId === portalId && account.archivedAtMs === undefined,
  );
  if (accounts.length === 0) return html`<p>No account of a channel is connected yet.</p>`;
  const options = accounts.map(
    ({ id, name, channelId }) => html`<option value="${id}">${name} (${state.channels.get(channelId)?.name})</option>`,
  );
  return html`<form method="post" action="/inbox/${portalId}/messages"><fieldset><legend>New conversation</legend>
  <label>From <select name="account">${options}</select></label>
  <label>To <input name="to" placeholder="+15550110" required></label>
  <label>Text <textarea name="text" rows="2" required></textarea></label>
  <button>Send</button></fieldset></form>`;
}

function threadList({ portalId }: Portal, world: World): Html {
  const own = [...world.state.threads.values()].filter((thread) => thread.portalId === portalId).reverse();
  const threads = own.map(
    (thread) => html`<h2>${nameOf(thread, world)}</h2>${conversation(thread, world)}
<p><a href="/inbox/${portalId}?thread=${thread.id}">Answer</a></p>`,
  );
  return html`${own.length === 0 ? html`<p class="quiet">No conversation yet.</p>` : threads}`;
}

function channelList({ portalId }: Portal, { state }: World): Html {
  const channels = [...state.channels.values()].filter(({ archived }) => !archived);
  return html`<h2>Channels</h2><ul>${channels.map(
    ({ id, name }) => html`<li>${name}: <a href="/inbox/${portalId}/connect/${id}">connect an account</a></li>`,
  )}</ul>`;
}
