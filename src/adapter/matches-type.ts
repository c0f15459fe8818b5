/** Whether a MIME type fits a pattern: `image/png`, `image/*`, or `*` for everything. Parameters and case do not count. */
export function matchesType(pattern: string, type: string): boolean {
  const wanted = bare(pattern);
  const given = bare(type);
  if (wanted === '*' || wanted === '*/*') return true;
  return wanted.endsWith('/*') ? given.startsWith(wanted.slice(0, -1)) : given === wanted;
}

function bare(type: string): string {
  return (type.split(';')[0] ?? '').trim().toLowerCase();
}
