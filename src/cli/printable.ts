// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Text from elsewhere, fit for a terminal: nothing in it moves the cursor or changes colours. */
export function printable(text: string): string {
  return text.replaceAll(CONTROL, '\ufffd');
}
