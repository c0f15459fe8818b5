import type { FailureCatalogue, PartialCatalogue } from './failure-catalogue.js';
import { FAILURE_TEXT_EN } from './failure-text-en.js';
import { FAILURE_TEXT_JA } from './failure-text-ja.js';
import type { StatusReason } from './status-row.js';

/** No text is longer, in characters. HubSpot documents no limit of its own. */
export const MAX_FAILURE_TEXT = 400;
/** A provider's code is shown up to here. */
const MAX_CODE = 40;

/** Says to an agent why a message failed. */
export interface FailureTexts {
  /** @param language a language tag; where there is no catalogue for it, that of its language alone, else English */
  render(reason: StatusReason, language: string): string;
}

export const FAILURE_TEXTS = Symbol.for('channelwright.FailureTexts');

/**
 * The texts of this process: English, Japanese, and what the user adds or replaces. Nothing but the class, the ordinal and the
 * provider's code is ever in a text: what a provider says in its own words may name a person.
 */
export function failureTexts(additions: readonly PartialCatalogue[] = []): FailureTexts {
  const catalogues = new Map<string, FailureCatalogue>();
  for (const catalogue of [FAILURE_TEXT_EN, FAILURE_TEXT_JA]) catalogues.set(catalogue.language, catalogue);
  for (const addition of additions) {
    const tag = addition.language.toLowerCase();
    catalogues.set(tag, complete(addition, catalogues.get(tag) ?? FAILURE_TEXT_EN));
  }
  return {
    render: (reason, language) => renderIn(catalogueFor(catalogues, language), reason),
  };
}

function complete(addition: PartialCatalogue, base: FailureCatalogue): FailureCatalogue {
  return { ...base, ...addition, sentences: { ...base.sentences, ...addition.sentences } };
}

function catalogueFor(catalogues: ReadonlyMap<string, FailureCatalogue>, language: string): FailureCatalogue {
  const tag = language.toLowerCase();
  return catalogues.get(tag) ?? catalogues.get(tag.split('-', 1)[0] ?? '') ?? FAILURE_TEXT_EN;
}

function renderIn(catalogue: FailureCatalogue, reason: StatusReason): string {
  let text = catalogue.sentences[reason.class] ?? catalogue.sentences.unknown;
  const code = reason.code?.replace(/[^\w.:/-]/g, '').slice(0, MAX_CODE);
  if (code) text = fill(catalogue.code, { sentence: text, code });
  if (reason.part !== undefined && reason.parts !== undefined) {
    text = fill(catalogue.part, { sentence: text, part: String(reason.part), parts: String(reason.parts) });
  }
  return text.length > MAX_FAILURE_TEXT ? `${text.slice(0, MAX_FAILURE_TEXT - 1)}…` : text;
}

function fill(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
