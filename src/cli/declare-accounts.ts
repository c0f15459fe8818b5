import type { Command as Program } from 'commander';
import type { Act } from './act.js';

/** `accounts …`: channel accounts, and what becomes of them. */
export function declareAccounts(program: Program, act: Act): void {
  const accounts = program.command('accounts').description('Channel accounts.');
  accounts
    .command('list')
    .description('List every channel account the store knows.')
    .action(act(async () => (await import('./commands/accounts/list.js')).accountsList));
  accounts
    .command('show')
    .description('Show an account: its state and why, its gates, the names of its settings.')
    .argument('<account>', 'its key')
    .action(act(async () => (await import('./commands/accounts/show.js')).accountsShow));
  accounts
    .command('hold')
    .description('Go on receiving, and send later; deadlines of what waits stand still.')
    .argument('<account>', 'its key')
    .action(act(async () => (await import('./commands/accounts/hold.js')).accountsHold));
  accounts
    .command('resume')
    .description('Send again after a hold.')
    .argument('<account>', 'its key')
    .action(act(async () => (await import('./commands/accounts/hold.js')).accountsResume));
  accounts
    .command('replace')
    .description('Let another account take the place of one whose number has changed.')
    .argument('<old>', 'the key of the account that ends')
    .argument('<new>', 'the key of its successor: connected, in the same portal, on the same channel')
    .action(act(async () => (await import('./commands/accounts/replace.js')).accountsReplace));
  accounts
    .command('rotate-secret')
    .description(
      'Give an account a new secret, from standard input or a variable; the old one stays until it is dropped.',
    )
    .argument('<account>', 'its key')
    .option('--setting <name>', 'which secret, where the account has several')
    .option('--from-env <variable>', 'take it from this variable, not from standard input')
    .option('--drop-old', 'drop the old ones; without --from-env, keep the first and read no new one')
    .action(act(async () => (await import('./commands/accounts/rotate-secret.js')).accountsRotateSecret));
}

/** `privacy …`: everything that is kept of one person. */
export function declarePrivacy(program: Program, act: Act): void {
  const privacy = program.command('privacy').description('What is kept of one person.');
  of(privacy.command('export'))
    .description('Write everything that is kept of a person, as JSON lines.')
    .option('--out <file>', 'into this file, which must not exist; default: standard output')
    .action(act(async () => (await import('./commands/privacy/export.js')).privacyExport));
  of(privacy.command('erase'))
    .description('Forget a person: texts, files, names, addresses. What they have opted out of stays refused.')
    .option('--dry-run', 'count what would go; without --yes nothing else is done')
    .option('--yes', 'do it: there is no way back')
    .action(act(async () => (await import('./commands/privacy/erase.js')).privacyEraseCommand));
}

function of(command: Program): Program {
  return command
    .requiredOption('--peer <address>', 'e.g. a phone number; in all apps, portals and accounts')
    .option('--portal <id>', 'only in this portal');
}
