import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnector, loadConfig } from 'channelwright';

/** One replica: `fork(thisFile, [configFile])`. Says where it listens; ends in order when its parent lets go of it. */
const [, , configFile = ''] = process.argv;
const connector = await createConnector(await loadConfig(configFile));
const server = createServer(connector.nodeHandler);

// Ctrl-C reaches the whole group of processes. When to stop is for the parent to say.
process.on('SIGINT', () => undefined);
process.once('disconnect', async () => {
  server.close();
  server.closeAllConnections();
  await connector.stop({ softMs: 2_000 });
  process.exit();
});

await connector.start();
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
