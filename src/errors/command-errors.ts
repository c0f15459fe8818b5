import type { ErrorEntry } from './error-entry.js';

export const COMMAND_ERRORS = {
  CW_USAGE: {
    message: 'The command cannot be carried out as it is written',
    remedy: 'See `channelwright help`, or `channelwright help` and the name of the command.',
  },
  CW_NOT_CONFIRMED: {
    message: 'This cannot be taken back, and was not confirmed',
    remedy: 'Add `--yes` to do it.',
  },
  CW_LISTEN_FAILED: {
    message: 'The server cannot listen',
    remedy: 'Choose another `listen` (of the emulator: `--port`), or stop what listens there.',
  },
  CW_STORE_ABSENT: {
    message: 'There is no store yet',
    remedy: 'Check `store` in the configuration; `channelwright run` or `channelwright migrate` makes it.',
  },
  CW_STORE_NOT_EMPTY: {
    message: 'The store that was to be filled holds something already',
    remedy: 'Name an empty database or another `schema`; what is there is never mixed with what is copied.',
  },
  CW_STORE_COPY_DIFFERS: {
    message: 'The copy of the store is not the same as its source',
    remedy: 'Nothing was put in place. Run `channelwright store copy` again, and nothing else on the target meanwhile.',
  },
  CW_NOT_FOUND: {
    message: 'There is no such thing',
    remedy: 'The matching `list` or `find` command shows what there is.',
  },
  CW_PACKAGE_NAME_INVALID: {
    message: 'An adapter’s package cannot have this name',
    remedy:
      'Use lower case letters, digits and dashes after a letter, with a scope if you like: `acme-chat`, `@acme/chat`.',
  },
  CW_FOLDER_UNUSABLE: {
    message: 'The folder cannot be filled',
    remedy: 'Name one that is empty, or not there yet: `--dir` or `--out`.',
  },
  CW_DEVELOPER_KEY_MISSING: {
    message: 'Channels cannot be managed without the developer API key of the app',
    remedy:
      'Set `developerApiKey` of the app to the key of the developer account that owns it. Where that account has none, set `channelAuth: client-credentials`.',
  },
} satisfies Record<string, ErrorEntry>;
