/** Line breaks and tabs apart. */
const CONTROL = /(?![\n\t])\p{Cc}/gu;

/** Text from elsewhere, fit for a terminal: nothing in it moves the cursor or changes colours. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '\ufffd');
}
