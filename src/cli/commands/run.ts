import { createServer, type Server } from 'node:http';
import { Connector } from '../../connector/connector.js';
import { prepareParts } from '../../connector/prepare-parts.js';
import type { StopReport } from '../../connector/running/stop-report.js';
import type { CommandContext } from '../command.js';
import { listen } from '../listen.js';
import { readConfig } from '../read-config.js';
import type { Report } from '../report.js';
import { untilAskedToEnd } from '../until-end.js';

/** Longer than proxies keep an idle connection, so that it is they who close it. */
const KEEP_ALIVE_MS = 65_000;

export interface RunOptions {
  recovered?: boolean;
}

/** Runs the connector until it is asked to end, or has lost its store. */
export async function run(context: CommandContext, { recovered = false }: RunOptions): Promise<Report> {
  const { scheduler, random, io } = context;
  const config = await readConfig(context);
  const connector = new Connector(await prepareParts(config, { scheduler, random }));
  const end = untilAskedToEnd(io);
  try {
    await connector.start({ recovered });
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, connector.nodeHandler);
    const url = await listen(server, config.listen.host, config.listen.port).catch(async (error: unknown) => {
      await connector.stop();
      throw error;
    });
    try {
      announce(context, url, config.publicUrl);
      await Promise.race([end.asked, lost(connector)]);
    } finally {
      context.progress('Stopping: calls under way may end. Interrupt again to stop at once.');
      report(context, await stop(connector, server));
    }
    return { text: '' };
  } finally {
    end.done();
  }
}

function announce({ json, io }: CommandContext, url: string, publicUrl: string): void {
  if (json) io.out(`${JSON.stringify({ listening: url, publicUrl })}\n`);
  else io.out(`Channelwright listens on ${url} and is called at ${publicUrl}\n`);
}

async function lost(connector: Connector): Promise<never> {
  throw await connector.lost;
}

/** Nothing new is let in; then the engine ends what it has begun. */
async function stop(connector: Connector, server: Server): Promise<StopReport> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const stopped = await connector.stop();
  server.closeAllConnections();
  await closed;
  return stopped;
}

function report({ progress }: CommandContext, { clean, aborted }: StopReport): void {
  const left = Object.entries(aborted).map(([queue, count]) => `${count} of ${queue}`);
  progress(clean ? 'Stopped.' : `Stopped; aborted: ${left.join(', ')}. The next start goes on from there.`);
}
