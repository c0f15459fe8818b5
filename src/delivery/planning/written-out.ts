import type { ContactItem, FileItem, LocationItem } from '../../contract/content-item.js';

/** A place in words, and a link that opens in any map. Source: Google, "Maps URLs". */
export function writtenLocation({ latitude, longitude, name, address, url }: LocationItem): string {
  const link = url || `https://www.google.com/maps/search/?api=1&query=${degrees(latitude)},${degrees(longitude)}`;
  return lines([name, address, link]);
}

/** A contact's card in words, a line for each thing to know. */
export function writtenContact({ name, org, phones, emails, urls }: ContactItem): string {
  const { prefix, firstName, middleName, lastName, suffix } = name ?? {};
  return lines([
    joined([prefix, firstName, middleName, lastName, suffix], ' '),
    joined([org?.title, org?.department, org?.company], ', '),
    ...(phones ?? []).map(({ phone }) => phone),
    ...(emails ?? []).map(({ email }) => email),
    ...(urls ?? []).map(({ url }) => url),
  ]);
}

/** A file that goes as a link. */
export function writtenFile({ name, size, caption }: FileItem, link: string): string {
  return lines([caption, `${name || 'File'}${size === undefined ? '' : ` (${fileSize(size)})`}: ${link}`]);
}

/** As file managers write sizes, e.g. `20 MB`. */
export function fileSize(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1023.5 && unit < UNITS.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${size < 9.95 ? Math.round(size * 10) / 10 : Math.round(size)} ${UNITS[unit]}`;
}

const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB'];

/** Six places are a tenth of a metre, and never an exponent. */
function degrees(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}

function lines(values: (string | undefined)[]): string {
  return joined(values, '\n');
}

function joined(values: (string | undefined)[], separator: string): string {
  return values.filter((value) => value !== undefined && value.trim() !== '').join(separator);
}
