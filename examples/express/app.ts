import type { AddressInfo } from 'node:net';
import { createConnector, loadConfig } from 'channelwright';
import express from 'express';
import { eventsPage, type Happened } from './page.js';

const KEPT = 50;

const config = await loadConfig(process.argv[2] ?? 'channelwright.yaml');
const connector = await createConnector(config);
const events: Happened[] = [];
for (const what of ['message.accepted', 'message.delivered', 'message.failed'] as const) {
  connector.events.on(what, ({ messageId, atMs }) => {
    events.unshift({ at: new Date(atMs).toISOString(), what, message: messageId });
    events.length = Math.min(events.length, KEPT);
  });
}
await connector.start();

const app = express();
// Before any body parser: signatures are over the bytes as they came. `publicUrl` ends with the same path.
app.use('/channelwright', connector.nodeHandler);
app.use(express.json());
app.get('/', (_, response) => {
  response.type('html').send(eventsPage(events));
});

const server = app.listen(config.listen.port, config.listen.host, () => {
  console.log(`listens on http://${config.listen.host}:${(server.address() as AddressInfo).port}`);
});
process.once('SIGTERM', async () => {
  server.close();
  await connector.stop();
});
