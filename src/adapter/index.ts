/**
 * All that an adapter author imports: `channelwright/adapter`. The contract, and small functions that most adapters would else
 * write again; no engine, no driver.
 */
export * from '../contract/index.js';
export { clip } from './clip.js';
export { DownloadError } from './download-error.js';
export { type DownloadOptions, downloadFile } from './download-file.js';
export { matchesType } from './matches-type.js';
export { type MultipartBody, type MultipartFile, multipartBody } from './multipart-body.js';
export { parseJson } from './parse-json.js';
export { baseUrl } from './provider-url.js';
export { retryAfterMs } from './retry-after.js';
export { sameSecret } from './same-secret.js';
export { transportOutcome, transportReason } from './transport-outcome.js';
export { unsupportedItem } from './unsupported-item.js';
export { type HmacCheck, verifyHmac } from './verify-hmac.js';
