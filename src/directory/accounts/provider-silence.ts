import type { FailureClass, FailureReason } from '../../contract/failure-reason.js';

const SILENT: readonly FailureClass[] = ['network', 'timeout', 'provider-unavailable'];

/** Whether the provider has given no verdict at all: what was tried is neither good nor bad. */
export function isSilence(reason: Pick<FailureReason, 'class'>): boolean {
  return SILENT.includes(reason.class);
}
