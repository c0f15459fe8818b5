import type { Command as Program } from 'commander';
import type { Act } from './act.js';
import { count } from './options/numbers.js';

/** `messages …`: looking at messages, and telling them what an operator knows. */
export function declareMessages(program: Program, act: Act): void {
  const messages = program.command('messages').description('Messages, and what happened to them.');
  messages
    .command('show')
    .description('Show all that is known of a message: parts, attempts, ids, statuses, journal.')
    .argument('<id>', 'HubSpot’s id of the message, or its key')
    .option('--content', 'show the text and the files too')
    .action(act(async () => (await import('./commands/messages/show.js')).messagesShow));
  narrowed(messages.command('find'))
    .description('Find messages in both directions, newest first.')
    .option('--peer <address>', 'with a customer, e.g. a phone number')
    .option('--limit <count>', 'at most so many', count, 50)
    .action(act(async () => (await import('./commands/messages/find.js')).messagesFind));
  narrowed(messages.command('export'))
    .description('Write messages into a file, a line of JSON each, oldest first.')
    .requiredOption('--out <file>', 'where to; a file that is there is replaced once all is written')
    .option('--content', 'what was written too: texts and the names of files')
    .action(act(async () => (await import('./commands/messages/export.js')).messagesExport));
  declareCorrections(messages, act);
  program
    .command('usage')
    .description('Count what was sent and received in a month.')
    .option('--month <month>', 'of the calendar in UTC, e.g. 2026-05; default: the one that runs')
    .option('--by <what>', 'account, portal or channel', 'account')
    .option('--csv', 'as CSV')
    .action(act(async () => (await import('./commands/messages/usage.js')).usage));
}

/** With the options by which messages are looked for. */
function narrowed(command: Program): Program {
  return command
    .option('--portal <id>', 'in a portal')
    .option('--channel <name>', 'of a channel of the configuration')
    .option('--account <key>', 'of a channel account')
    .option('--state <state>', 'of agents’ messages: sent, read, failed, uncertain, unconfirmed, held or pending')
    .option('--class <class>', 'failed or uncertain for this reason')
    .option('--adapter-version <version>', 'received or planned by this version of its adapter')
    .option('--since <when>', 'from a duration ago (2h) or a date (2026-05-04) on')
    .option('--until <when>', 'before a duration ago or a date');
}

function declareCorrections(messages: Program, act: Act): void {
  messages
    .command('correct')
    .description('Tell many messages at once what an operator knows of them.')
    .requiredOption('--where <filter>', 'which: key=value pairs that all hold')
    .requiredOption('--to <state>', 'sent, retry or uncertain')
    .option('--dry-run', 'count, and show some of each kind; without --yes nothing else is done')
    .option('--yes', 'do it')
    .option('--reason <text>', 'why, for the journal: at most 200 characters, no personal data')
    .option('--even-if-sent-twice', 'with `--to retry`: send again also what the provider may have had')
    .option('--id <id>', 'of an interrupted correction: go on with it')
    .action(act(async () => (await import('./commands/messages/correct.js')).messagesCorrect));
}
