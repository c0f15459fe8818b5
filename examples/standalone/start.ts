import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createConnector, loadConfig } from 'channelwright';

const config = await loadConfig(process.argv[2] ?? 'channelwright.yaml');
const connector = await createConnector(config);
connector.events.on('message.failed', ({ messageId, reason }) => console.log(`${messageId} failed: ${reason.class}`));
await connector.start();

const server = createServer(connector.nodeHandler);
server.listen(config.listen.port, config.listen.host, () => {
  console.log(`listens on http://${config.listen.host}:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', async () => {
  server.close();
  await connector.stop();
});
