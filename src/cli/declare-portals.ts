import type { Command as Program } from 'commander';
import type { Act } from './act.js';

/** `portals …`: where the apps are installed, and what is wrong there. */
export function declarePortals(program: Program, act: Act): void {
  const portals = program.command('portals').description('HubSpot accounts in which the apps are installed.');
  portals
    .command('list')
    .description('List every portal, with its state and what is wrong.')
    .action(act(async () => (await import('./commands/portals/list.js')).portalsList));
  portals
    .command('show')
    .description('Show a portal: state, scopes, accounts, and what is held.')
    .argument('<portal>', 'HubSpot’s id of the account, or `<app>/<id>` where several apps are installed in it')
    .action(act(async () => (await import('./commands/portals/show.js')).portalsShow));
}
