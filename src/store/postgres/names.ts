/** The schema of the database that everything is in, quoted. Names are qualified: a pooler keeps no search path. */
export type SchemaName = string & { readonly quoted: unique symbol };

export function schemaName(name: string): SchemaName {
  return quoted(name) as SchemaName;
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
