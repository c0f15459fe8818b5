import type { EncodedText, TextCapability } from '../../contract/capabilities.js';
import type { Span } from './link-spans.js';
import { renderRuns } from './render-runs.js';
import type { Run } from './run.js';

/** A text in runs, any stretch of which can be written and measured as the provider does. */
export class MeasuredText {
  readonly text: string;
  readonly #starts: number[] = [];

  constructor(
    readonly runs: readonly Run[],
    private readonly capability: TextCapability,
  ) {
    let length = 0;
    for (const run of runs) {
      this.#starts.push(length);
      length += run.text.length;
    }
    this.text = runs.length === 1 ? runs[0]!.text : runs.map(({ text }) => text).join('');
  }

  /** In the provider's own formatting; `undefined` where it has none. */
  formatted(start: number, end: number): string | undefined {
    const { format } = this.capability;
    return format && renderRuns(this.#slice(start, end), format);
  }

  encoded(start = 0, end = this.text.length): EncodedText {
    const { format, encode } = this.capability;
    const written = format?.counts === false ? undefined : this.formatted(start, end);
    if (encode === undefined) return { units: written?.length ?? end - start, unsupported: [] };
    return encode(written ?? this.text.slice(start, end));
  }

  fits(start: number, end: number): boolean {
    return this.encoded(start, end).units <= this.capability.maxUnits;
  }

  /** The labels of links. */
  links(): Span[] {
    const spans: Span[] = [];
    this.runs.forEach(({ text, style: { link } }, index) => {
      if (link === undefined) return;
      const end = this.#starts[index]! + text.length;
      if (this.runs[index - 1]?.style.link === link) spans.at(-1)!.end = end;
      else spans.push({ start: end - text.length, end });
    });
    return spans;
  }

  #slice(start: number, end: number): Run[] {
    const slice: Run[] = [];
    for (let index = this.#runAt(start); index < this.runs.length && this.#starts[index]! < end; index++) {
      const { text, style } = this.runs[index]!;
      const from = this.#starts[index]!;
      slice.push({ text: text.slice(Math.max(0, start - from), end - from), style });
    }
    return slice;
  }

  #runAt(position: number): number {
    let [low, high] = [0, this.runs.length];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
