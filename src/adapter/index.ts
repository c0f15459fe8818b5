/**
 * All that an adapter author imports: `channelwright/adapter`. The contract, and small functions that most adapters would else
 * write again; no engine, no driver.
 */
export * from '../contract/index.js';
export { clip } from './clip.js';
export { DownloadError } from './download-error.js';
export { type DownloadOptions, downloadFile } from './download-file.js';
export { type ErrorMeaning, reasonOfError } from './error-meaning.js';
export { gsm7 } from './gsm7.js';
export { matchesType } from './matches-type.js';
export { mediaRuleFor } from './media-rule.js';
export { type MultipartBody, type MultipartFile, multipartBody } from './multipart-body.js';
export { outcomeOfStatus, type Refusal } from './outcome-of-status.js';
export { parseJson } from './parse-json.js';
export { baseUrl } from './provider-url.js';
export { providerWords } from './provider-words.js';
export { retryAfterMs } from './retry-after.js';
export { sameSecret } from './same-secret.js';
export { type ShiftJisOptions, shiftJisBytes } from './shift-jis-bytes.js';
export { type SmsSize, smsSize, smsText } from './sms-text.js';
export { transportOutcome, transportReason } from './transport-outcome.js';
export { ucs2 } from './ucs2.js';
export { unsupportedItem } from './unsupported-item.js';
export { utf8Bytes } from './utf8-bytes.js';
export { utf16Units } from './utf16-units.js';
export { type HmacCheck, verifyHmac } from './verify-hmac.js';
