/** The versions of HubSpot's API that the client and the emulator speak. */
export const API_VERSIONS = ['v3', '2025-09', '2026-03', '2026-09'] as const;

export type ApiVersion = (typeof API_VERSIONS)[number];
