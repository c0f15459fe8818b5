import type { Command as Program } from 'commander';
import type { Act } from './act.js';

/** `suppressions …`: who is not to be written to. */
export function declareSuppressions(program: Program, act: Act): void {
  const suppressions = program.command('suppressions').description('Who wants nothing from us, and is not written to.');
  suppressions
    .command('list')
    .description('List the opt-outs.')
    .option('--account <key>', 'of a channel account')
    .action(act(async () => (await import('./commands/suppressions/list.js')).suppressionsList));
  ofAccounts(suppressions.command('add'))
    .description('Send nothing to an address any more.')
    .argument('<address>', 'a phone number with +, an e-mail address, or with --opaque what only the provider knows')
    .option('--reason <text>', 'why, for the journal: no personal data')
    .action(act(async () => (await import('./commands/suppressions/add-or-remove.js')).suppressionsAdd));
  ofAccounts(suppressions.command('remove'))
    .description('Allow an address to be written to again, as the person has agreed.')
    .argument('<address>', 'as it was added')
    .option('--reason <text>', 'why, for the journal: no personal data')
    .option('--yes', 'the person has agreed, and you can show it')
    .action(act(async () => (await import('./commands/suppressions/add-or-remove.js')).suppressionsRemove));
  ofAccounts(suppressions.command('import'))
    .description('Add opt-outs from a file: one address a line, or CSV with headings.')
    .argument('<file>', 'the file')
    .option('--reason <text>', 'why, for the journal: no personal data')
    .option('--dry-run', 'read the file, and change nothing')
    .action(act(async () => (await import('./commands/suppressions/import.js')).suppressionsImport));
}

function ofAccounts(command: Program): Program {
  return command
    .option('--account <key>', 'on a channel account')
    .option('--channel <name>', 'on all accounts of a channel')
    .option('--portal <id>', 'on all accounts of a portal')
    .option('--opaque', 'addresses are ids that only the provider understands');
}
