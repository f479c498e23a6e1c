import { readFileSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readCoordinatorConfig } from '../../src/index.ts';
import { type Installation, startInstallation } from '../support/installation.ts';

async function start(...overrides: Parameters<typeof startInstallation>): Promise<Installation> {
  const installation = await startInstallation(...overrides);
  onTestFinished(() => installation.stop());
  return installation;
}

function statusOver(
  url: string,
  options: RequestOptions,
): Promise<{ status?: number | undefined; hsts: unknown }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, options, (response) => {
      response.resume();
      resolve({ status: response.statusCode, hsts: response.headers['strict-transport-security'] });
    });
    asking.once('error', reject);
    asking.end();
  });
}

describe('a coordinator', () => {
  it('serves no API unless it is given a port', async () => {
    const { host } = await start();
    expect(host.running.apiUrl).toBeUndefined();
  });

  it('serves it in the clear on the loopback', async () => {
    const { host } = await start({ apiPort: 0 });
    expect(host.running.apiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/);
    expect(await (await fetch(`${host.running.apiUrl}/health`)).json()).toEqual({ healthy: true });
  });

  it('serves it on a network over TLS only, with a certificate of its own authority', async () => {
    const { host, config } = await start({ apiPort: 0, apiHost: '0.0.0.0' });
    const url = new URL(`${host.running.apiUrl}/health`);
    expect(url.protocol).toBe('https:');
    url.hostname = '127.0.0.1';
    const file = join(config.dataDir, 'keys', 'ca', 'authority.json');
    const ca = JSON.parse(readFileSync(file, 'utf8')).certificate as string;
    expect(await statusOver(url.href, { ca })).toEqual({ status: 200, hsts: 'max-age=31536000' });
    await expect(statusOver(url.href, {})).rejects.toThrow(/self-signed|unable to/i);
    await expect(statusOver(url.href, { ca, maxVersion: 'TLSv1.1', minVersion: 'TLSv1' })).rejects.toThrow();
    await expect(fetch(url.href.replace('https', 'http'))).rejects.toThrow();
  });
});

describe('the settings of the API', () => {
  it('take acts that there are, or none', () => {
    const acts = (text: string) => readCoordinatorConfig({ PORTERO_API_TWO_PERSON: text }).twoPersonActs;
    expect(acts('none')).toEqual([]);
    expect(acts('person.erase, building.loosen')).toEqual(['person.erase', 'building.loosen']);
    expect(() => acts('person.erased')).toThrow(/PORTERO_API_TWO_PERSON/);
    expect(acts('')).toHaveLength(3);
    expect(readCoordinatorConfig({}).twoPersonActs).toHaveLength(3);
  });
});
