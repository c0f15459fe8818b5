import type { TextMark } from '../../contract/capabilities.js';
import type { Run } from './run.js';

const MARKS: readonly TextMark[] = ['bold', 'italic', 'underline', 'strike', 'code'];
const WORD = /[\p{L}\p{M}\p{N}_]/u;

/** Without the marks that begin or end inside a word, for providers that would show their signs instead. */
export function wholeWords(runs: readonly Run[]): Run[] {
  return MARKS.reduce<Run[]>(withoutPieces, [...runs]);
}

function withoutPieces(runs: Run[], mark: TextMark): Run[] {
  const has = (index: number) => runs[index]?.style.marks.includes(mark) ?? false;
  const out = [...runs];
  for (let from = 0; from < runs.length; from++) {
    if (!has(from)) continue;
    let to = from;
    while (has(to + 1)) to++;
    if (insideWord(runs[from - 1], runs[from]) || insideWord(runs[to], runs[to + 1])) {
      for (let index = from; index <= to; index++) out[index] = without(runs[index]!, mark);
    }
    from = to;
  }
  return out;
}

function insideWord(left: Run | undefined, right: Run | undefined): boolean {
  return WORD.test(left?.text.at(-1) ?? '') && WORD.test(right?.text[0] ?? '');
}

function without({ text, style }: Run, mark: TextMark): Run {
  return { text, style: { ...style, marks: style.marks.filter((one) => one !== mark) } };
}
