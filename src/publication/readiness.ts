import type { PublicationRow } from './publication-row.js';

/** Until when a waiting publication has to wait, ms since the epoch; `0`: nothing is missing. */
export function waitsUntilMs({ fragments, files, filesUntilMs = 0 }: PublicationRow): number {
  const forPieces = fragments && !isWhole(fragments) ? fragments.untilMs : 0;
  const forFiles = files.some((file) => file.state === 'pending') ? filesUntilMs : 0;
  return Math.max(forPieces, forFiles);
}

/**
 * From here on its content does not change any more, so that a repeated call says the same: HubSpot drops a repetition
 * whatever is in it. Files that are not there come later, by themselves.
 */
export function settled(row: PublicationRow): PublicationRow {
  const files = row.files.map((file) => (file.state === 'pending' ? { ...file, late: true as const } : file));
  return { ...row, state: 'ready', files };
}

function isWhole({ pieces, count }: NonNullable<PublicationRow['fragments']>): boolean {
  return count !== undefined && pieces.length >= count;
}
