/** The version of this contract. An adapter names the one it was written for. */
export const CONTRACT_VERSION = 1;
