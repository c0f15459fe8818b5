import { notFound } from './answers/api-error.js';
import type { FaultSettings } from './faults/fault.js';
import type { SetFault } from './faults/fault-dials.js';
import {
  type AccountChange,
  type AccountView,
  beginConnection,
  type ConnectionBegun,
  type ConnectionWanted,
  changeAccount,
  completeConnection,
  purgeAccount,
} from './installs/connections.js';
import type { InstallPlace } from './installs/installation.js';
import { isInstalled } from './installs/installation.js';
import { type Install, install, uninstall } from './installs/installs.js';
import { type PrivacyDeletionSettings, privacyDeletion } from './installs/privacy-deletion.js';
import { type CodeGrant, type Grant, issueAccessToken, issueCode } from './installs/tokens.js';
import { type AgentSendSettings, agentSend } from './messages/agent-send.js';
import { type Seeded, seed } from './seed.js';
import type { SeedSettings } from './seed-settings.js';
import type { PipelineParts } from './serving/pipeline.js';
import type { QuotaLimit, QuotaUsage } from './serving/quota.js';
import type { RequestFilter, SeenRequest } from './serving/request-log.js';
import type { JournalEntry } from './world/journal-entry.js';
import type { AccessToken, Installation, Message, Thread } from './world/model.js';
import { type SwitchChange, type Switches, switchChangeSchema } from './world/switches.js';
import type { Webhook } from './world/webhook-sender.js';

export interface MessageFilter {
  portalId?: string | undefined;
  accountId?: string | undefined;
  threadId?: string | undefined;
  direction?: Message['direction'] | undefined;
  origin?: Message['origin'] | undefined;
}

export interface ThreadFilter {
  portalId?: string | undefined;
  accountId?: string | undefined;
}

export interface TokenFilter {
  appId?: string | undefined;
  portalId?: string | undefined;
}

export interface ThreadWithMessages extends Thread {
  messages: Message[];
}

/**
 * The emulator's strings, for tests and for playing by hand. What is returned is a copy. Methods throw `ApiError` for what
 * does not exist and `ZodError` for settings of the wrong shape. HTTP: see docs/reference/emulator.md.
 */
export interface EmulatorControl {
  /** Makes apps, portals, tokens, channels and accounts in one call. */
  seed(settings?: SeedSettings): Seeded;
  /** An agent writes: the message is SENT at birth, and the channel is told. */
  agentSend(settings: AgentSendSettings): Message;
  /** A message with its whole status history. */
  message(id: string): Message;
  /** Oldest first. */
  messages(filter?: MessageFilter): Message[];
  thread(id: string): ThreadWithMessages;
  threads(filter?: ThreadFilter): Thread[];
  /** The requests seen, oldest first, those to the control API apart. */
  requests(filter?: RequestFilter): SeenRequest[];
  /** The webhooks sent, oldest first, with their attempts. */
  webhooks(): Webhook[];
  /** What each bucket of the quota has seen: was anything refused, and how many requests at most fell into one window. */
  quota(): { limit: QuotaLimit; usage: QuotaUsage[] };
  setQuota(limit: QuotaLimit): void;
  addFault(fault: FaultSettings): SetFault;
  faults(): SetFault[];
  removeFault(id: string): void;
  clearFaults(): void;
  switches(): Switches;
  turnSwitches(change: SwitchChange): Switches;
  /** Processes now all requests that a `late` fault holds. @returns how many */
  releaseLate(): Promise<number>;
  /** Ends access tokens now, also those that would never expire. @returns how many */
  expireTokens(filter?: TokenFilter): number;
  /** Ends refresh tokens, as an uninstall does. @returns how many */
  revokeRefreshTokens(filter?: TokenFilter): number;
  /** A further access token. */
  issueAccessToken(grant: Grant): AccessToken;
  /** An admin agrees to an install. @returns the code for the token endpoint */
  authorize(grant: CodeGrant): string;
  /** Installs an app without consent page and code. Default of `scopes`: {@link ALL_SCOPES}. */
  install(place: InstallPlace & { scopes?: readonly string[] | undefined }): Install;
  /** An admin uninstalls an app: its tokens end, webhooks from the portal stop, the journal tells. */
  uninstall(place: InstallPlace): void;
  /** Where apps are installed, or were. */
  installs(filter?: TokenFilter): (Installation & { installed: boolean })[];
  /** An admin deletes a contact for the sake of privacy. @returns the contact's id */
  privacyDeletion(settings: PrivacyDeletionSettings): { objectId: string };
  /** The entries of the webhooks journals, oldest first. */
  journal(filter?: TokenFilter): JournalEntry[];
  beginConnection(wanted: ConnectionWanted): ConnectionBegun;
  completeConnection(accountToken: string): AccountView;
  changeAccount(id: string, change: AccountChange): AccountView;
  purgeAccount(id: string): AccountView;
  /** Forgets everything: state, faults, logs, and switches turned since the start. */
  reset(): void;
}

type ControlParts = PipelineParts & { firstSwitches: Switches; firstQuota: QuotaLimit };

export function createControl(parts: ControlParts): EmulatorControl {
  const { world, dials, quota, requests, late, changes } = parts;
  const { state } = world;
  const changing = <R>(result: R): R => {
    changes.notify();
    return structuredClone(result);
  };
  return {
    seed: (settings = {}) => changing(seed(settings, world)),
    agentSend: (settings) => changing(agentSend(settings, world)),
    message: (id) => structuredClone(known(state.messages, 'message', id)),
    messages: (filter = {}) => structuredClone([...state.messages.values()].filter((each) => fits(each, filter))),
    thread: (id) => {
      const thread = known(state.threads, 'thread', id);
      return structuredClone({
        ...thread,
        messages: thread.messageIds.flatMap((each) => state.messages.get(each) ?? []),
      });
    },
    threads: (filter = {}) => structuredClone([...state.threads.values()].filter((each) => fits(each, filter))),
    requests: (filter) => structuredClone(requests.list(filter)),
    webhooks: () => structuredClone([...world.webhooks.list()]),
    quota: () => ({ limit: quota.current, usage: quota.usage() }),
    setQuota: (limit) => quota.change(limit),
    addFault: (fault) => structuredClone(dials.add(fault)),
    faults: () => structuredClone([...dials.list()]),
    removeFault: (id) => {
      if (!dials.remove(id)) throw notFound('fault', id);
    },
    clearFaults: () => dials.clear(),
    switches: () => ({ ...world.switches }),
    turnSwitches: (change) => {
      const given = Object.entries(switchChangeSchema.parse(change)).filter(([, value]) => value !== undefined);
      Object.assign(world.switches, Object.fromEntries(given));
      return { ...world.switches };
    },
    releaseLate: () => late.releaseAll(),
    expireTokens: (filter = {}) => {
      const ended = [...state.accessTokens.values()].filter((token) => fits(token, filter));
      for (const token of ended) token.expiresAtMs = world.scheduler.now();
      return ended.length;
    },
    revokeRefreshTokens: (filter = {}) => {
      const ended = [...state.refreshTokens.values()].filter((token) => fits(token, filter));
      for (const { token } of ended) state.refreshTokens.delete(token);
      return ended.length;
    },
    issueAccessToken: (grant) => ({ ...issueAccessToken(grant, world) }),
    authorize: (grant) => issueCode(grant, world),
    install: (place) => changing(install(place, world)),
    uninstall: (place) => changing(uninstall(place, world)),
    installs: (filter = {}) =>
      [...state.installs.values()]
        .filter((each) => fits(each, filter))
        .map((each) => structuredClone({ ...each, installed: isInstalled(each, world) })),
    privacyDeletion: (settings) => changing(privacyDeletion(settings, world)),
    journal: (filter = {}) => structuredClone([...state.journal.values()].filter((each) => fits(each, filter))),
    beginConnection: (wanted) => beginConnection(wanted, world),
    completeConnection: (accountToken) => changing(completeConnection(accountToken, world)),
    changeAccount: (id, change) => changing(changeAccount(id, change, world)),
    purgeAccount: (id) => changing(purgeAccount(id, world)),
    reset: () => {
      for (const part of [state, quota, requests, late, world.webhooks]) part.reset();
      dials.clear();
      quota.change(parts.firstQuota);
      Object.assign(world.switches, parts.firstSwitches);
      changes.notify();
    },
  };
}

function known<T>(all: ReadonlyMap<string, T>, kind: string, id: string): T {
  const found = all.get(id);
  if (found === undefined) throw notFound(kind, id);
  return found;
}

/** Has the record the value of each member of the filter that is given? */
function fits(record: object, filter: object): boolean {
  return Object.entries(filter).every(
    ([name, wanted]) => wanted === undefined || (record as Record<string, unknown>)[name] === wanted,
  );
}
