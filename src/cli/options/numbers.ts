import { InvalidArgumentError } from 'commander';

const HIGHEST_PORT = 65_535;

export function portNumber(text: string): number {
  const port = wholeNumber(text);
  if (port > HIGHEST_PORT) throw new InvalidArgumentError(`The highest port is ${HIGHEST_PORT}.`);
  return port;
}

/** How many are wanted: none would be read as that there are none. */
export function count(text: string): number {
  const wanted = wholeNumber(text);
  if (wanted === 0) throw new InvalidArgumentError('Write a whole number from 1 on.');
  return wanted;
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}
