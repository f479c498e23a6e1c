import { createMetricsRegistry, silentLogger } from '@portero/runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningHttpServer, startHttpServer } from './http-server.ts';

let server: RunningHttpServer;
afterEach(() => server.stop());

async function start(health: () => Promise<{ healthy: boolean }>) {
  const registry = createMetricsRegistry('coordinator');
  server = await startHttpServer(
    { host: '127.0.0.1', port: 0 },
    { logger: silentLogger(), registry, health },
  );
}

describe('startHttpServer', () => {
  it('says how it is, with a status that a load balancer understands', async () => {
    let healthy = true;
    await start(async () => ({ healthy }));
    const good = await fetch(`${server.url}/health`);
    expect([good.status, await good.json()]).toEqual([200, { healthy: true }]);
    healthy = false;
    expect((await fetch(`${server.url}/health`)).status).toBe(503);
  });

  it('serves metrics in the text format of Prometheus', async () => {
    await start(async () => ({ healthy: true }));
    const response = await fetch(`${server.url}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    expect(await response.text()).toContain('service="coordinator"');
  });

  it('has nothing else and changes nothing', async () => {
    await start(async () => ({ healthy: true }));
    expect((await fetch(`${server.url}/`)).status).toBe(404);
    expect((await fetch(`${server.url}/health`, { method: 'POST' })).status).toBe(405);
  });
});
