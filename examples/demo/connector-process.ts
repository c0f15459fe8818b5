import { createServer } from 'node:http';
import { createConnector, LIFECYCLE_EVENTS, type LifecycleEventType, loadConfig } from 'channelwright';

/**
 * The connector, in a process of its own: `fork(thisFile, [configFile])`. Tells its parent what happens to messages, and ends
 * when the parent does.
 */
const [, , configFile = ''] = process.argv;
const config = await loadConfig(configFile);
const connector = await createConnector(config);
for (const type of Object.keys(LIFECYCLE_EVENTS) as LifecycleEventType[]) {
  connector.events.on(type, (payload) => tell({ type, payload }));
}
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
server.listen(config.listen.port, config.listen.host, () => tell({ type: 'ready' }));

function tell(message: object): void {
  if (process.connected) process.send?.(message);
}
