import { describe, expect, it } from '@jest/globals';
import { until } from '../fixtures/until.js';
import { World } from '../fixtures/world.js';

describe('an agent writes', () => {
  it('and the text reaches the peer, once; HubSpot is told SENT', async () => {
    await using world = await World.open();
    const id = world.agentWrites('Hello');
    await until('HubSpot was told', () => world.told(id).length > 0);
    expect(world.provider.got('Hello')).toHaveLength(1);
    expect(world.told(id)).toEqual(['SENT']);
  });
});
