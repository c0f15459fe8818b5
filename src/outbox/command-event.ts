import type { Json } from '../contract/json.js';
import type { NewInboxEvent } from './inbox-event.js';
import { slotOf } from './slot.js';

/** Kinds of inbox events that carry what an operator asks for. Each has a reducer of its own; all are journaled. */
export const GATE_COMMAND = 'command.gate';
export const DEAD_LETTER_COMMAND = 'command.deadLetter';
export const CHANNEL_COMMAND = 'command.channel';
export const SWEEP_COMMAND = 'command.sweep';
export const SECRETS_COMMAND = 'command.secrets';
export const ACCOUNT_COMMAND = 'command.account';

export const COMMAND_KINDS = [
  GATE_COMMAND,
  DEAD_LETTER_COMMAND,
  CHANNEL_COMMAND,
  SWEEP_COMMAND,
  SECRETS_COMMAND,
  ACCOUNT_COMMAND,
] as const;

/** About many things at once: their reducers journal them thing by thing. */
export const CORRECTION_COMMAND = 'command.correction';
export const SUPPRESSION_COMMAND = 'command.suppression';

const GREAT_COMMANDS: ReadonlySet<string> = new Set([CORRECTION_COMMAND, SUPPRESSION_COMMAND]);

/** An event of one of those comes with many others of its kind. */
export function isOfGreatCommand(kind: string): boolean {
  return GREAT_COMMANDS.has(kind);
}

type CommandKind = (typeof COMMAND_KINDS)[number] | typeof CORRECTION_COMMAND | typeof SUPPRESSION_COMMAND;

/** What every command says, beside what its own reducer reads. */
export interface OperatorCommand {
  /** What is to be done, e.g. `pause`. */
  name: string;
  /** To what: the key of a gate, a dead letter, a channel configuration. */
  key: string;
  /** Who asked. */
  by: string;
  /** Key of the message it is about, where it is about one: its journal shows the command. */
  message?: string;
}

/** Whose work a command touches. `portal` is empty where it is not about one. */
export interface CommandScope {
  app: string;
  portal: string;
  account?: string;
}

export function commandEvent<Command extends OperatorCommand>(
  kind: CommandKind,
  scope: CommandScope,
  command: Command,
  nowMs: number,
): NewInboxEvent {
  const slot = slotOf(scope.app, scope.portal);
  // Its members are texts and numbers: nothing but its type is wider.
  return { kind, slot, ...scope, receivedAtMs: nowMs, body: command as unknown as Json };
}
