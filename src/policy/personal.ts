/**
 * A bound field of a log line under this name holds what is known to name a person: an address, a name. The values are taken out of
 * the line wherever they occur, unless personal data is asked for; the field itself is never written.
 */
const PERSONAL = Symbol.for('channelwright.personal');

/** The values that bound fields carry. */
export function personalValues(fields: Readonly<Record<string | symbol, unknown>>): readonly string[] {
  return (fields[PERSONAL] as readonly string[] | undefined) ?? [];
}

/** Fields that carry such values. */
export function personalFields(values: readonly string[]): Record<string, unknown> {
  const fields: Record<string | symbol, unknown> = { [PERSONAL]: values };
  return fields;
}
