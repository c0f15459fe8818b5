/** One page in words. */
export interface PageText {
  title: string;
  /** Paragraphs. */
  lines: string[];
}

/** Everything the install pages say. */
export interface InstallTexts {
  installed(portal: string): PageText;
  /** It is kept, but not at work yet. */
  accepted(portal: string): PageText;
  /** Where to connect a channel. */
  next: string;
  /** Their names follow. */
  missingScopes(portal: string): PageText;
  stale: PageText;
  declined: PageText;
  /** Before HubSpot's own words. */
  said: string;
  codeRefused: PageText;
  otherPortal(asked: string, chosen: string): PageText;
  misconfigured: PageText;
  unavailable: PageText;
  unknownApp: PageText;
  /** Other processes know the app: this one does not yet. */
  appElsewhere: PageText;
  wrongMethod: PageText;
  tooLong: PageText;
  again: string;
}
