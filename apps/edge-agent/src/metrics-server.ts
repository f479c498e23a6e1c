import { createServer } from 'node:http';
import type { Registry } from '@portero/runtime';

export interface MetricsServer {
  readonly port: number;
  /** Idempotent. */
  stop(): Promise<void>;
}

/** Serves `/metrics` for Prometheus and `/healthz` for supervisors, on the loopback. 503 means: no broker. */
export async function startMetricsServer(
  { port }: { port: number },
  { registry, isHealthy }: { registry: Registry; isHealthy: () => boolean },
): Promise<MetricsServer> {
  const server = createServer(async (request, response) => {
    if (request.url === '/metrics') {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    } else if (request.url === '/healthz') {
      const healthy = isHealthy();
      response
        .writeHead(healthy ? 200 : 503, { 'content-type': 'text/plain' })
        .end(healthy ? 'ok\n' : 'offline\n');
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
