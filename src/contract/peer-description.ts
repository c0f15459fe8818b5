/** What a provider knows of somebody who wrote. */
export interface PeerDescription {
  /** What people call it: a display name. Absent: the provider has none, or does not tell it to us. */
  name?: string;
}
