import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChannelwrightError } from '../errors/channelwright-error.js';

/**
 * @returns where it listens, e.g. `http://127.0.0.1:4000`
 * @throws ChannelwrightError `CW_LISTEN_FAILED`
 */
export function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error & { code?: string }) => {
      reject(new ChannelwrightError('CW_LISTEN_FAILED', `${host}:${port} (${cause.code ?? cause.message})`, { cause }));
    };
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      const { port: taken } = server.address() as AddressInfo;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${taken}`);
    });
  });
}
