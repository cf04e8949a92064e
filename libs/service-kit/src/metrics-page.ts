import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Metrics } from './metrics.js';
import { WrongSetting } from './settings.js';

/** Where the figures of a process can be asked for. */
export interface MetricsPage {
  url: string;
  close(): Promise<void>;
}

/** Opens a door of their own for the figures: no port that serves the public serves them. */
export async function openMetricsPage(metrics: Metrics, host: string, port: number): Promise<MetricsPage> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url !== '/metrics')
      return void response.writeHead(404).end('The figures are at GET /metrics.\n');
    metrics.text().then(
      ({ type, text }) => response.writeHead(200, { 'content-type': type }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new WrongSetting(
      `Settings METRICS_HOST and METRICS_PORT must be a free address: ${host}:${port} is not (${code}).`,
    );
  }
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${taken}/metrics`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
