import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorMessage, type Logger, type Registry } from '@portero/runtime';

export interface Health {
  healthy: boolean;
  [part: string]: unknown;
}

export interface HttpServerOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
}

export interface HttpServerDeps {
  logger: Logger;
  registry: Registry;
  health(): Promise<Health>;
}

export interface RunningHttpServer {
  url: string;
  stop(): Promise<void>;
}

/** Node looks for requests that take too long only every half minute, unless told otherwise. */
const LIMITS = { requestTimeout: 5_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };

/** `GET /health` (200 or 503, JSON) and `GET /metrics` (Prometheus text). Nothing else, and nothing can be changed. */
export async function startHttpServer(
  { host, port }: HttpServerOptions,
  { logger, registry, health }: HttpServerDeps,
): Promise<RunningHttpServer> {
  const server = createServer(LIMITS, (request, response) => {
    const path = request.url?.split('?', 1)[0];
    const handled =
      request.method !== 'GET'
        ? reply(response, 405, 'text/plain', 'Only GET.\n')
        : path === '/health'
          ? replyHealth(response, health)
          : path === '/metrics'
            ? replyMetrics(response, registry)
            : reply(response, 404, 'text/plain', 'There is /health and /metrics.\n');
    handled.catch((error: unknown) => {
      logger.error({ path, reason: errorMessage(error) }, 'a request could not be answered');
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function replyHealth(response: ServerResponse, health: () => Promise<Health>): Promise<void> {
  const state = await health();
  await reply(response, state.healthy ? 200 : 503, 'application/json', `${JSON.stringify(state)}\n`);
}

async function replyMetrics(response: ServerResponse, registry: Registry): Promise<void> {
  await reply(response, 200, registry.contentType, await registry.metrics());
}

async function reply(response: ServerResponse, status: number, type: string, body: string): Promise<void> {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
}
