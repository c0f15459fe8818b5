import type { Address } from '../../contract/address.js';
import type { FailureReason } from '../../contract/failure-reason.js';
import type { Json } from '../../contract/json.js';
import { isSilence } from '../../directory/accounts/provider-silence.js';
import { CONNECTION_ASKED, type ConnectionAsked } from '../../directory/connections/connection-events.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { slotOf } from '../../outbox/slot.js';
import { redirect } from '../page.js';
import { askerOf, crowdedPage, signIn } from './connect-asker.js';
import type { ConnectDraft, FormClaim } from './connect-claims.js';
import { addressTypes, connectForm, FORM } from './connect-form.js';
import { sayingPage } from './connect-pages.js';
import type { ConnectParts } from './connect-parts.js';
import { keyOf } from './connect-query.js';
import type { ConnectQuestion } from './connect-question.js';
import { referenceOf, troublePage, usedPage, type Visit } from './connect-visit.js';
import { type ConnectWait, isStaged } from './connect-wait.js';
import { addressFields, filledForm, typedAddress } from './filled-form.js';
import { knownAccounts } from './known-accounts.js';
import { mayConnect } from './may-connect.js';
import { discreet, textsIn } from './schema-issues.js';
import { openForm } from './sent-form.js';
import { tryCredentials } from './try-credentials.js';

/** Takes what was filled in: checks it, has the provider try it, and asks for the connection. */
export class ConnectAnswer {
  constructor(
    private readonly parts: ConnectParts,
    private readonly question: ConnectQuestion,
    private readonly wait: ConnectWait,
  ) {}

  async take(visit: Visit): Promise<IngressResponse> {
    const sent = openForm(this.parts, visit);
    if (!sent.ok) return troublePage(this.parts, sent.trouble, visit.reader, { channel: visit.channel.name });
    const { claim, fields } = sent;
    if (fields.has(FORM.cancel)) return cancelled(visit, claim);
    if (fields.has(FORM.signIn)) return signIn(this.parts, visit, claim);
    if (claim.expiresAtMs <= this.parts.scheduler.now()) return this.#expired(visit, claim, fields);
    const done = await this.#done(visit, claim);
    if (done) return done;
    return claim.draft ? this.#more(visit, claim, claim.draft, fields) : this.#settings(visit, claim, fields);
  }

  /** A form that is sent once more, after HubSpot has all it needs, changes nothing. Once there is an account, that is said. */
  async #done({ channel, reader }: Visit, { query }: FormClaim): Promise<IngressResponse | undefined> {
    const row = await this.parts.watch.read(keyOf(channel.app, query));
    if (row?.state === 'connected') return usedPage(row, query, reader);
    return row && isStaged(row) ? redirect(query.redirectUrl, { status: 303 }) : undefined;
  }

  #expired(visit: Visit, claim: FormClaim, fields: URLSearchParams): IngressResponse {
    const { channel, reader } = visit;
    const { title, text } = reader.texts.trouble.expired;
    const { typed } = filledForm(channel, connectForm(channel, reader.language), fields, reader.texts);
    return this.question.settings(visit, claim, { typed, errors: new Map(), notice: `${title}. ${text}` });
  }

  async #settings(visit: Visit, claim: FormClaim, fields: URLSearchParams): Promise<IngressResponse> {
    const { channel, reader } = visit;
    const form = connectForm(channel, reader.language);
    const filled = filledForm(channel, form, fields, reader.texts);
    const { typed, errors, settings, accountName } = filled;
    if (errors.size > 0) return this.question.settings(visit, claim, { typed, errors });
    if (!this.parts.credentials.mayTry(channel.app, askerOf(this.parts, visit, claim.query))) {
      return crowdedPage(this.parts, visit, claim);
    }
    const tried = await tryCredentials(channel, filled.parsed, this.parts);
    if (tried.kind === 'bad') {
      return this.question.settings(visit, claim, {
        typed,
        errors: this.#refusedBy(visit, claim, tried.reason, settings),
      });
    }
    return this.#decide(visit, claim, { accountName, settings, candidates: tried.identifiers }, filled.address);
  }

  /** Under the empty name: it is about no one field. */
  #refusedBy(
    { channel, reader }: Visit,
    { query }: FormClaim,
    reason: FailureReason,
    settings: Json,
  ): Map<string, string> {
    const { texts } = reader;
    const words = texts.failures[reason.class] ?? texts.failures.unknown;
    // Where nobody answered, these are our own side's words on the connection.
    const given = isSilence(reason) ? [] : [reason.code, reason.detail];
    const said = given.filter((each) => each !== undefined && each !== '').join(' ');
    const reference = referenceOf(this.parts.random);
    const at = { app: channel.app, portal: query.portalId, channel: channel.name };
    this.parts.log.info('credentials were refused at the connect page', {
      reference,
      ...at,
      class: reason.class,
      code: reason.code,
    });
    const provider = said === '' ? [] : [texts.providerSaid(discreet(said, textsIn(settings)))];
    return new Map([['', [words, ...provider, texts.reference(reference)].join(' ')]]);
  }

  async #more(visit: Visit, claim: FormClaim, draft: ConnectDraft, fields: URLSearchParams): Promise<IngressResponse> {
    const { texts } = visit.reader;
    if (draft.address) return this.#connect(visit, claim, draft, draft.address);
    if (draft.candidates.length > 0) {
      const chosen = draft.candidates[Number(fields.get(FORM.choice) ?? Number.NaN)];
      return chosen ? this.#decide(visit, claim, draft, chosen) : this.question.more(visit, claim, draft);
    }
    const read = typedAddress(addressTypes(visit.channel), fields, texts);
    if (read.ok) return this.#decide(visit, claim, draft, read.address);
    const errors = new Map([[FORM.addressValue as string, read.error]]);
    return this.question.more(visit, claim, draft, { typed: addressFields(fields), errors });
  }

  /** With an address that nobody else has it goes on; without one, or with one that is ours already, one thing is asked. */
  #decide(visit: Visit, claim: FormClaim, draft: ConnectDraft, chosen: Address | undefined): Promise<IngressResponse> {
    const [only, ...others] = draft.candidates;
    const address = chosen ?? (others.length === 0 ? only : undefined);
    if (!address) return Promise.resolve(this.question.more(visit, claim, draft));
    const known = knownAccounts(this.parts.accounts, visit.channel, claim.query.portalId, draft.settings, address);
    if (known.elsewhere) {
      const fields = { channel: visit.channel.name, portal: claim.query.portalId, backTo: originOf(claim) };
      return Promise.resolve(troublePage(this.parts, 'clash', visit.reader, fields));
    }
    if (!known.here && !this.#mayConnect(visit, claim, draft, address)) {
      const { portalId: portal } = claim.query;
      const remedy = `add the address to channels.${visit.channel.name}.connectable, for portal ${portal}, if it is theirs`;
      const fields = { channel: visit.channel.name, portal, remedy, backTo: originOf(claim) };
      return Promise.resolve(troublePage(this.parts, 'not-released', visit.reader, fields));
    }
    if (known.here) return Promise.resolve(this.question.more(visit, claim, { ...draft, address }));
    return this.#connect(visit, claim, draft, address);
  }

  #mayConnect({ channel }: Visit, { query }: FormClaim, draft: ConnectDraft, address: Address): boolean {
    return mayConnect(this.parts, channel, { ...draft, address, portalId: query.portalId });
  }

  async #connect(visit: Visit, claim: FormClaim, draft: ConnectDraft, address: Address): Promise<IngressResponse> {
    const { channel, reader } = visit;
    const { app } = channel;
    const { query } = claim;
    const { portalId: portal, accountToken, channelId: hubspotChannelId, inboxId, redirectUrl } = query;
    if (!this.parts.connections.mayTry(`${app}/${portal}`, askerOf(this.parts, visit, query))) {
      return crowdedPage(this.parts, visit, claim);
    }
    const key = keyOf(app, query);
    const { settings, accountName } = draft;
    const { settingsVersion } = channel.definition;
    const name = accountName === '' ? address.value : accountName;
    const receivedAtMs = this.parts.scheduler.now();
    const body: ConnectionAsked = {
      ...{ key, askedAtMs: receivedAtMs, channel: channel.name, accountToken, hubspotChannelId, inboxId },
      ...{ accountName: name, address: { ...address }, settings, settingsVersion },
    };
    try {
      await this.parts.append([
        { kind: CONNECTION_ASKED, slot: slotOf(app, portal), app, portal, receivedAtMs, body: body as unknown as Json },
      ]);
    } catch (error) {
      const fields = { app, portal, channel: channel.name, error: String(error) };
      return troublePage(this.parts, 'not-kept', reader, fields);
    }
    const { browser } = claim;
    return this.wait.wait(visit, { channel: channel.name, key, askedAtMs: receivedAtMs, redirectUrl, browser });
  }
}

function cancelled({ reader }: Visit, claim: FormClaim): IngressResponse {
  return sayingPage({ saying: reader.texts.cancelled, backTo: originOf(claim) }, reader);
}

function originOf({ query }: FormClaim): string {
  return new URL(query.redirectUrl).origin;
}
