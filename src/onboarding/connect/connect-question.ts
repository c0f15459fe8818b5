import { PORTALS, type PortalRow } from '../../directory/portals/portal-row.js';
import type { IngressResponse } from '../../ingress/http/ingress-request.js';
import { requestTarget } from '../../ingress/http/public-url.js';
import { html } from '../html.js';
import { type ConnectDraft, FORM_LIFE_MS, type FormClaim } from './connect-claims.js';
import {
  addressHtml,
  addressTypes,
  type ConnectForm,
  choiceHtml,
  connectForm,
  fieldsHtml,
  inOrder,
  titleOf,
} from './connect-form.js';
import { type FormPage, formPage, sayingPage } from './connect-pages.js';
import type { ConnectParts } from './connect-parts.js';
import { type ConnectQuery, keyOf, readConnectQuery } from './connect-query.js';
import { troublePage, usedPage, type Visit } from './connect-visit.js';
import type { Shown } from './field-html.js';
import { unshownOf } from './form-field.js';
import { returnOrigins } from './return-address.js';

/** How a form is shown again. */
export interface Again {
  typed: ReadonlyMap<string, string>;
  /** In words, by the name of the field. */
  errors: ReadonlyMap<string, string>;
  /** About the whole form. */
  notice?: string;
}

interface Asked {
  query: ConnectQuery;
  browser: string;
}

/** What the connect page asks: for settings, and then perhaps for one thing more. */
export class ConnectQuestion {
  constructor(private readonly parts: ConnectParts) {}

  /** HubSpot has opened the page. */
  async ask(visit: Visit): Promise<IngressResponse> {
    const { request, channel, appBaseUrl, reader } = visit;
    const { name, app, hubspotChannelId } = channel;
    const read = readConnectQuery(visit.params, { hubspotChannelId, appBaseUrl });
    if (!read.ok) {
      return troublePage(this.parts, 'bad-link', reader, { channel: name, app, parameter: read.parameter });
    }
    const { query } = read;
    if (!(await this.#hasTokens(app, query.portalId))) {
      const returnTo = requestTarget(request.url);
      return this.parts.install(app, { portalId: query.portalId, returnTo });
    }
    const row = await this.parts.watch.read(keyOf(app, query));
    if (row?.state === 'connected') return usedPage(row, query, reader);
    const browser = this.parts.cookie.in(request.headers['cookie']) ?? this.parts.cookie.fresh(this.parts.random);
    const headers = this.parts.cookie.set(browser);
    return this.settings({ ...visit, reader: { ...reader, headers } }, { query, browser });
  }

  /** The form for settings: empty, or with what was typed and what is wrong with it. */
  settings(visit: Visit, asked: Asked, again?: Again): IngressResponse {
    const { channel, reader } = visit;
    const { texts, language } = reader;
    const form = connectForm(channel, language);
    const missing = unshownOf(form.items).filter(({ required }) => required);
    if (missing.length > 0) {
      const saying = texts.trouble.unsuitable;
      const more = missing.map(({ title }) => texts.cannotBeShown(title));
      return sayingPage({ status: 501, saying: { ...saying, text: more.join(' ') } }, reader);
    }
    const errors = inOrder(form, again?.errors ?? new Map());
    const shown: Shown = { texts, errors, ...(again ? { typed: again.typed } : {}) };
    return this.#form(visit, asked, {
      ...(again ? { status: 422 } : {}),
      title: texts.heading,
      ...(again?.notice === undefined ? {} : { notice: again.notice }),
      errors: [...errors].map(([name, words]) => labelled(form, name, words, texts)),
      fields: fieldsHtml(form, shown),
      submit: texts.connect,
    });
  }

  /** One thing more: which address, or whether it may be connected once more. */
  more(visit: Visit, asked: Asked, draft: ConnectDraft, again?: Again): IngressResponse {
    const { texts } = visit.reader;
    const errors = again?.errors ?? new Map<string, string>();
    const shown: Shown = { texts, errors, ...(again ? { typed: again.typed } : {}) };
    const labels = [...errors].map(([name, words]) => ({ name, label: texts.addressTitle, words }));
    const common = { ...(again ? { status: 422 } : {}), errors: labels };
    if (draft.address) {
      const title = texts.replaceTitle;
      const text = texts.replaceText(draft.address.value);
      return this.#form(visit, asked, { ...common, title, intro: text, fields: html``, submit: texts.replace }, draft);
    }
    const title = texts.chooseTitle;
    const fields =
      draft.candidates.length > 0
        ? choiceHtml(draft.candidates, shown)
        : addressHtml(addressTypes(visit.channel), shown);
    return this.#form(visit, asked, { ...common, title, fields, submit: texts.goOn }, draft);
  }

  #form(
    { channel, appBaseUrl, reader }: Visit,
    { query, browser }: Asked,
    form: Omit<FormPage, 'claim' | 'formTargets' | 'intro'> & { intro?: string },
    draft?: ConnectDraft,
  ): IngressResponse {
    const { scheduler, claims } = this.parts;
    const claim: FormClaim = {
      channel: channel.name,
      query,
      browser,
      expiresAtMs: scheduler.now() + FORM_LIFE_MS,
      ...(draft ? { draft } : {}),
    };
    const intro = form.intro ?? reader.texts.intro(channel.name, query.portalId);
    return formPage(
      { ...form, intro, claim: claims.forms.seal(claim), formTargets: returnOrigins(appBaseUrl) },
      reader,
    );
  }

  /** Another replica may have just got them. */
  async #hasTokens(app: string, portal: string): Promise<boolean> {
    if (isUsable(this.parts.portals.row(app, portal))) return true;
    const key = PORTALS.key({ app, portal } as PortalRow);
    const [rows = []] = await this.parts.store.read([{ table: PORTALS.name, keys: [key] }]);
    return rows.some(({ doc }) => isUsable(JSON.parse(doc) as PortalRow));
  }
}

function isUsable(row: PortalRow | undefined): boolean {
  return row !== undefined && row.state !== 'disconnected' && row.state !== 'purged';
}

function labelled(form: ConnectForm, name: string, words: string, texts: Visit['reader']['texts']) {
  const label = titleOf(form, name, texts);
  return label === undefined ? { words } : { name, label, words };
}
