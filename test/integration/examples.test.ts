import { describe, expect, it } from '@jest/globals';
import { Deployment } from '../fixtures/deployment.js';
import { until } from '../fixtures/until.js';

const shown = ({ emulator }: Deployment, id: string) => emulator.control.message(id).status.statusType;

describe('the example', () => {
  it('standalone takes a message round, and ends when it is asked to', async () => {
    await using deployment = await Deployment.open();
    await using child = deployment.start('examples/standalone/start.js', 'examples/standalone/channelwright.yaml');
    await deployment.reach(child);
    const id = deployment.agentWrites('Hello');
    await until('the customer has it', () => deployment.provider.got('Hello').length > 0);
    await until('HubSpot was told', () => deployment.told(id).length > 0);
    expect(shown(deployment, id)).toBe('SENT');
    child.signal('SIGTERM');
    expect(await child.ended()).toMatchObject({ code: 0 });
  });

  it('express does so below a path of its own, and shows what happened', async () => {
    await using deployment = await Deployment.open({ path: '/channelwright' });
    await using child = deployment.start('examples/express/app.js', 'examples/express/channelwright.yaml');
    await deployment.reach(child);
    const id = deployment.agentWrites('Hello');
    await until('HubSpot was told', () => deployment.told(id).length > 0);
    expect(deployment.provider.got('Hello')).toHaveLength(1);
    const page = async () => (await fetch(`${deployment.door.url}/`)).text();
    await until('the page shows the delivery', async () => (await page()).includes('message.delivered'));
    expect(await page()).toContain(`<td>message.accepted</td><td>${id}</td>`);
    child.signal('SIGTERM');
    expect(await child.ended()).toMatchObject({ code: 0 });
  });
});
