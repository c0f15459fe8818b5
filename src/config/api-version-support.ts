/** Until when HubSpot supports a version of its API. */
export interface ApiVersionSupport {
  /** The first month without support, `YYYY-MM`. */
  unsupportedFrom: string;
  /** The same for a person. */
  until: string;
  /** What to write instead when the time comes; absent for the newest version. */
  instead?: string;
}

/**
 * The values of `apiVersion`.
 * Source: HubSpot's changelog (v1 to v3: September 2027) and its page on versioning (a dated version is supported for 18
 * months from its release).
 */
export const API_VERSION_SUPPORT = {
  v3: { unsupportedFrom: '2027-09', until: 'September 2027', instead: '2026-09' },
  '2025-09': { unsupportedFrom: '2027-03', until: 'March 2027', instead: '2026-09' },
  '2026-03': { unsupportedFrom: '2027-09', until: 'September 2027', instead: '2026-09' },
  '2026-09': { unsupportedFrom: '2028-03', until: 'March 2028' },
} as const satisfies Record<string, ApiVersionSupport>;

export type ConfiguredApiVersion = keyof typeof API_VERSION_SUPPORT;
