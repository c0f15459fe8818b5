import { Command as Program } from 'commander';
import { FRAMEWORK_VERSION } from '../policy/framework-version.js';
import type { Command, CommandContext } from './command.js';
import type { Io } from './io.js';
import { portNumber } from './option-values.js';
import type { Report } from './report.js';

export interface GlobalOptions {
  config: string;
  json?: boolean;
}

/** Runs one command, given the options that all commands have. */
export type Invoke = (options: GlobalOptions, command: (context: CommandContext) => Promise<Report>) => Promise<void>;

type Act = <Args extends unknown[]>(load: () => Promise<Command<Args>>) => (...given: unknown[]) => Promise<void>;

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
  declareAccounts(program, act);
  declareGates(program, act);
  return program;
}

function declareServers(program: Program, act: Act): void {
  program
    .command('run')
    .description('Run the connector until it is asked to end.')
    .action(act(async () => (await import('./commands/run.js')).run));
  program
    .command('emulator')
    .description('Run a HubSpot emulator on this machine.')
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', portNumber, 4010)
    .option('--seed <file>', 'apps, portals, channels and accounts to begin with: YAML or JSON')
    .action(act(async () => (await import('./commands/emulator.js')).emulator));
}

function declareAccounts(program: Program, act: Act): void {
  const accounts = program.command('accounts').description('Channel accounts.');
  accounts
    .command('list')
    .description('List every channel account the store knows.')
    .action(act(async () => (await import('./commands/accounts.js')).accountsList));
}

function declareGates(program: Program, act: Act): void {
  const gates = program.command('gates').description('Scopes in which nothing is sent, and why.');
  gates
    .command('list')
    .description('List the closed gates.')
    .action(act(async () => (await import('./commands/gates.js')).gatesList));
  gates
    .command('open')
    .description('Open a gate before its time.')
    .argument('<key>', 'the key of the gate, as listed')
    .action(act(async () => (await import('./commands/gates.js')).gatesOpen));
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
      .action(act(async () => (await import('./commands/pause.js'))[name]));
  }
}

/** Commander calls an action with the arguments, the options of the command, and the command itself. */
function actWith(invoke: Invoke): Act {
  return (load) =>
    async (...given) => {
      const declared = given.pop() as Program;
      const command = await load();
      await invoke(declared.optsWithGlobals<GlobalOptions>(), (context) => command(context, ...(given as never)));
    };
}
