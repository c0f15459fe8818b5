import type { TextCapability } from '../../contract/capabilities.js';
import type { TextItem } from '../../contract/content-item.js';
import type { Rejection } from '../../contract/outbound-message.js';
import { MeasuredText } from './measured-text.js';
import { refuse } from './refuse.js';
import { renderRuns } from './render-runs.js';
import { replaceUnsupported } from './replace-unsupported.js';
import { PLAIN, type Run } from './run.js';
import { splitText } from './split-text.js';
import { styleText } from './style-text.js';
import { wholeWords } from './whole-words.js';
import { writtenLinks } from './written-links.js';

/** One text of a message, with the lines that were written out at its end. */
export interface WordsToPlan {
  item: TextItem;
  lines: readonly string[];
}

/** Unsupported characters that are named to the operator. */
const NAMED = 5;

/** A text as the provider shall get it: its characters replaced, formatted, and cut where it is too long. */
export function planText(words: WordsToPlan, capability: TextCapability): TextItem[] | Rejection {
  const { item, lines } = words;
  const { encode, format, maxUnits } = capability;
  // Most messages are short and plain, and need none of what follows.
  if (!encode && !format && lines.length === 0 && item.text.length <= maxUnits) return [item];
  const measured = carried(runsOf(words, capability), capability);
  if ('rejected' in measured) return measured;
  const { units } = measured.encoded();
  if (units <= maxUnits) return [pieceOf(measured, item)];
  if (capability.overflow === 'reject') {
    return refuse('content-too-long', `the text has ${units} units, the provider takes ${maxUnits}`);
  }
  const pieces = piecesOf(measured) ?? piecesOf(inWords(measured, capability));
  return pieces ?? refuse('content-too-long', `a character is longer than ${maxUnits} units`);
}

function piecesOf(measured: MeasuredText): TextItem[] | undefined {
  const { text } = measured;
  const spans = splitText({ text, fits: (start, end) => measured.fits(start, end), links: measured.links() });
  return spans?.map(({ start, end }) => pieceOf(measured, undefined, start, end));
}

/** Where the markup of one character is longer than a part, the words alone may still fit, with where their links lead. */
function inWords({ runs }: MeasuredText, capability: TextCapability): MeasuredText {
  return new MeasuredText([{ text: renderRuns(runs, {}), style: PLAIN }], capability);
}

function runsOf({ item, lines }: WordsToPlan, { format }: TextCapability): Run[] {
  const styled = format ? writtenLinks(styleText(item.text, item.richText)) : [{ text: item.text, style: PLAIN }];
  const runs = format?.wholeWords ? wholeWords(styled) : styled;
  return lines.length === 0 ? runs : [...runs, { text: lines.map((line) => `\n${line}`).join(''), style: PLAIN }];
}

/** The runs with nothing in them that the provider cannot carry. */
function carried(runs: Run[], capability: TextCapability): MeasuredText | Rejection {
  const measured = new MeasuredText(runs, capability);
  const { encode, unsupported: policy = 'reject' } = capability;
  const missing = measured.encoded().unsupported;
  if (encode === undefined || missing.length === 0) return measured;
  if (policy === 'reject') return refuseCharacters(missing);
  const replaced = runs.map(({ text, style }) => ({
    text: replaceUnsupported(text, missing, policy.replaceWith, encode),
    style,
  }));
  const again = new MeasuredText(replaced, capability);
  const left = again.encoded().unsupported;
  return left.length > 0 || again.text.trim() === '' ? refuseCharacters(missing) : again;
}

/** @param whole the item of which this is all: what else it says is kept */
function pieceOf(measured: MeasuredText, whole: TextItem | undefined, start = 0, end = measured.text.length): TextItem {
  const formatted = measured.formatted(start, end);
  return {
    ...(whole ?? { kind: 'text' }),
    text: measured.text.slice(start, end),
    ...(formatted === undefined ? {} : { formatted }),
  };
}

function refuseCharacters(characters: readonly string[]): Rejection {
  const codes = characters
    .slice(0, NAMED)
    .map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`);
  const more = characters.length > NAMED ? ` and ${characters.length - NAMED} more` : '';
  return refuse('content-unsupported', `the provider cannot carry ${codes.join(', ')}${more}`);
}
