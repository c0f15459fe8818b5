import { Command as Program } from 'commander';
import { ChannelwrightError } from '../errors/channelwright-error.js';
import { FRAMEWORK_VERSION } from '../policy/framework-version.js';
import type { Act } from './act.js';
import type { Command, CommandContext } from './command.js';
import { declareAccounts, declarePrivacy } from './declare-accounts.js';
import { declareMessages } from './declare-messages.js';
import { declarePortals } from './declare-portals.js';
import { declareSuppressions } from './declare-suppressions.js';
import type { Io } from './io.js';
import { count, portNumber } from './options/numbers.js';
import type { Report } from './report.js';

export interface GlobalOptions {
  config: string;
  json?: boolean;
}

/** Runs one command, given the options that all commands have. */
export type Invoke = (options: GlobalOptions, command: (context: CommandContext) => Promise<Report>) => Promise<void>;

/** Every command with its arguments and options. What a command does is only loaded when it is called. */
export function createProgram(io: Pick<Io, 'out' | 'err'>, invoke: Invoke): Program {
  const program = new Program('channelwright')
    .description('HubSpot custom channels that tell HubSpot the truth about every message.')
    .version(FRAMEWORK_VERSION)
    .option('-c, --config <file>', 'the configuration: YAML, JSON or a JavaScript module', 'channelwright.yaml')
    .option('--json', 'write one JSON document to standard output')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: () => undefined, outputError: () => undefined });
  const act = actWith(invoke);
  declareServers(program, act);
  declareStores(program, act);
  declareApps(program, act);
  declareSecrets(program, act);
  declareChannels(program, act);
  declareAccounts(program, act);
  declarePortals(program, act);
  declareMessages(program, act);
  declareSuppressions(program, act);
  declarePrivacy(program, act);
  declareDeadLetters(program, act);
  declareGates(program, act);
  declareSweep(program, act);
  declareHelp(program);
  declareAuthoring(program, act);
  return program;
}

function declareServers(program: Program, act: Act): void {
  program
    .command('run')
    .description('Run the connector until it is asked to end.')
    .option('--recovered', 'the database has lost transactions: nothing that was under way is trusted')
    .action(act(async () => (await import('./commands/run.js')).run));
  program
    .command('check')
    .description('Check the configuration, its adapters and the store, without starting anything.')
    .option('--against-store', 'read every stored account with these adapters: does any not fit this version?')
    .option('--online', 'try the credentials too: one cheap call for each app, portal and account')
    .action(act(async () => (await import('./commands/check/check.js')).check));
  program
    .command('doctor')
    .description('Look at everything a connector needs, running or not: what is wrong, and what to do about it.')
    .action(act(async () => (await import('./commands/doctor/doctor.js')).doctor));
  program
    .command('emulator')
    .description('Run a HubSpot emulator on this machine.')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', portNumber, 4010)
    .option('--seed <file>', 'apps, portals, channels and accounts to begin with: YAML or JSON')
    .action(act(async () => (await import('./commands/emulator.js')).emulator));
}

function declareStores(program: Program, act: Act): void {
  program
    .command('fleet')
    .description('Show the replicas, what they own, and where most waits.')
    .option('--limit <count>', 'portals to show, those with most waiting first', count, 20)
    .action(act(async () => (await import('./commands/fleet/fleet.js')).fleet));
  program
    .command('migrate')
    .description('Bring the schema of the store to what this version needs.')
    .option('--check', 'only say whether that is due: exit code 1 if so')
    .action(act(async () => (await import('./commands/migrate.js')).migrate));
  program
    .command('store')
    .description('The store as a whole.')
    .command('copy')
    .description('Copy a SQLite store into an empty PostgreSQL database, and compare every row.')
    .option('--from <store>', 'the file; by default `store` of the configuration')
    .option('--to <store>', 'the URL; by default `store` of the configuration')
    .action(act(async () => (await import('./commands/store-copy.js')).storeCopy));
}

function declareApps(program: Program, act: Act): void {
  program
    .command('app')
    .description('The HubSpot apps of the configuration.')
    .command('manifest')
    .description('Show what to enter at HubSpot: scopes, URLs, and the files of a project.')
    .option('--app <name>', 'of this app alone')
    .option('--out <dir>', 'write the files of the project there; nothing is overwritten')
    .action(act(async () => (await import('./commands/app-manifest/print-app-manifest.js')).printAppManifest));
}

function declareSecrets(program: Program, act: Act): void {
  program
    .command('secrets')
    .description('What the store is sealed with.')
    .command('reencrypt')
    .description('Seal everything anew under the first encryption key, so that the old one can go.')
    .option('--check', 'only say how much is under other keys: exit code 1 if any')
    .action(act(async () => (await import('./commands/secrets-reencrypt.js')).secretsReencrypt));
}

function declareChannels(program: Program, act: Act): void {
  const channels = program.command('channels').description('Channels of the apps in HubSpot.');
  channels
    .command('list')
    .description('List the channels HubSpot has, and those it lacks.')
    .action(act(async () => (await import('./commands/channels/list.js')).channelsList));
  channels
    .command('sync')
    .description('Make HubSpot’s channels what the configuration says. Looks before it creates.')
    .option('--dry-run', 'say what would be done, and do nothing')
    .action(act(async () => (await import('./commands/channels/sync.js')).channelsSync));
  channels
    .command('delete')
    .description('Delete a channel in HubSpot, for all portals at once.')
    .argument('<channel>', 'its name in the configuration')
    .option('--yes', 'do it: there is no way back')
    .action(act(async () => (await import('./commands/channels/delete.js')).channelsDelete));
}

function declareDeadLetters(program: Program, act: Act): void {
  const letters = program.command('dead-letters').description('Work whose end nobody could be told.');
  letters
    .command('list')
    .description('List dead letters, newest first.')
    .option('--kind <kind>', 'of a kind')
    .option('--portal <id>', 'of a portal')
    .option('--account <key>', 'of a channel account')
    .option('--limit <count>', 'at most so many', count, 100)
    .action(act(async () => (await import('./commands/dead-letters/list.js')).deadLettersList));
  letters
    .command('replay')
    .description('Try again what was given up.')
    .argument('[keys...]', 'the keys of dead letters')
    .option('--all', 'every dead letter')
    .action(act(async () => (await import('./commands/dead-letters/replay.js')).deadLettersReplay));
  letters
    .command('discard')
    .description('Take dead letters away for good.')
    .argument('<keys...>', 'the keys of dead letters')
    .action(act(async () => (await import('./commands/dead-letters/discard.js')).deadLettersDiscard));
}

function declareGates(program: Program, act: Act): void {
  const gates = program.command('gates').description('Scopes in which nothing is sent, and why.');
  gates
    .command('list')
    .description('List the closed gates.')
    .action(act(async () => (await import('./commands/gates/list.js')).gatesList));
  gates
    .command('open')
    .description('Open a gate before its time.')
    .argument('<key>', 'the key of the gate, as listed')
    .action(act(async () => (await import('./commands/gates/open.js')).gatesOpen));
  for (const [name, does] of [
    ['pause', 'Stop sending; deadlines of what waits stand still.'],
    ['resume', 'Go on sending after a pause.'],
  ] as const) {
    program
      .command(name)
      .description(does)
      .option('--channel <name>', 'on a channel of the configuration')
      .option('--account <key>', 'on one channel account')
      .option('--portal <id>', 'in a portal')
      .option('--app <name>', 'of this app, where several know the portal')
      .action(act(async () => (await import('./commands/gates/pause.js'))[name]));
  }
}

function declareSweep(program: Program, act: Act): void {
  program
    .command('sweep')
    .description('Search a portal for messages of which no webhook has told.')
    .requiredOption('--portal <id>', 'the portal')
    .option('--app <name>', 'of this app, where several know the portal')
    .action(act(async () => (await import('./commands/sweep.js')).sweep));
}

function declareAuthoring(program: Program, act: Act): void {
  program
    .command('new-adapter')
    .description('Make a package for an adapter of your own, with tests that pass.')
    .argument('<name>', 'of the package, e.g. acme-chat or @acme/chat')
    .option('--dir <dir>', 'where to put it; by default into a folder of its name')
    .action(act(async () => (await import('./commands/new-adapter/new-adapter.js')).newAdapter));
}

/** Commander's own looks at the first name alone: of `help channels sync` it shows the help of `channels`. */
function declareHelp(program: Program): void {
  program
    .helpCommand(false)
    .command('help')
    .description('Show the help of a command.')
    .argument('[command...]', 'its name')
    .action((names: string[]) => commandNamed(program, names).outputHelp());
}

function commandNamed(program: Program, names: string[]): Program {
  return names.reduce((above, name) => {
    const found = above.commands.find((each) => each.name() === name);
    if (!found) throw new ChannelwrightError('CW_USAGE', `there is no command "${names.join(' ')}"`);
    return found;
  }, program);
}

/** Commander calls an action with the arguments, the options of the command, and the command itself. */
function actWith(invoke: Invoke): Act {
  return <Args extends unknown[]>(load: () => Promise<Command<Args>>) =>
    async (...given: unknown[]) => {
      const declared = given.pop() as Program;
      const command = await load();
      await invoke(declared.optsWithGlobals<GlobalOptions>(), (context) => command(context, ...(given as Args)));
    };
}
