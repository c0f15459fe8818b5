/** Recorded with every message, so that what one version did can be found later. A test compares it with package.json. */
export const FRAMEWORK_VERSION = '0.1.0';
