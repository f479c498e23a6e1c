import { connectBus } from '@portero/bus';
import { parseEdgeAddress } from '@portero/protocol';
import { silentLogger } from '@portero/runtime';
import { waitUntil } from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisionEdge, revokeEdge } from '../src/index.ts';
import { type Employee, type Installation, startInstallation } from './support/installation.ts';

const LOBBY = 'hq/main/lobby';

describe('an installation whose broker is on a network', () => {
  let installation: Installation;
  let employee: Employee;
  beforeAll(async () => {
    installation = await startInstallation({ brokerTransport: 'mutual-tls' });
    employee = await installation.enrol({ place: 'hq/main' });
    await installation.galleryUpToDate();
  });
  afterAll(() => installation?.stop());

  const deps = () => ({
    roster: installation.roster,
    dataDir: installation.config.dataDir,
    brokerUrl: installation.brokerUrl(),
    logger: silentLogger(),
  });

  it('unlocks over mutual TLS, and gives edges no passwords', async () => {
    const front = await installation.edge(`${LOBBY}/front`);
    const { command } = await front.ask({ face: installation.faces.picture(employee.face) });
    const { bundle, issued } = await provisionEdge(deps(), LOBBY);
    expect([command.action, issued, bundle.username, bundle.password]).toEqual([
      'unlock',
      false,
      undefined,
      undefined,
    ]);
    expect(installation.brokerUrl()).toMatch(/^mqtts:/);
  });

  it('ends the connection of an edge that is revoked by another process, and lets it back with new keys only', async () => {
    const gate = await installation.edge('hq/main/garage/gate');
    const { bundle } = await provisionEdge(deps(), 'hq/main/garage');
    const revoked = await revokeEdge(deps(), parseEdgeAddress('hq/main/garage'));
    expect(revoked.certificates).toBe(1);
    await waitUntil(() => !gate.bus.connected, { what: 'the broker to end the connection' });
    await waitUntil(() => installation.log.records.some(({ reason }) => reason === 'CERT_REVOKED'), {
      what: 'the edge to be refused when it comes back',
    });
    expect(gate.bus.connected).toBe(false);
    const again = await provisionEdge(deps(), 'hq/main/garage');
    expect(again.issued).toBe(true);
    expect(again.bundle.signingKey.x).not.toBe(bundle.signingKey.x);
    const back = await installation.edge('hq/main/garage/gate');
    const { command } = await back.ask({ face: installation.faces.picture(employee.face) });
    expect(command.action).toBe('unlock');
  });

  it('has no use for the password of an edge, nor for a client that speaks in the clear', async () => {
    const url = installation.brokerUrl().replace('mqtts:', 'mqtt:');
    const joining = connectBus(
      { url, clientId: 'x', username: 'x', password: 'x', connectTimeoutMs: 300 },
      deps(),
    );
    await expect(joining).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  it('keeps its authority and what it has signed over a restart', async () => {
    const front = await installation.edge(`${LOBBY}/front`);
    await installation.restartCoordinator();
    const again = await installation.edge(`${LOBBY}/front`);
    expect((await again.ask({ face: installation.faces.person() })).command.action).toBe('deny');
    await front.stop();
  });

  it('logs no key and no certificate', () => {
    expect(installation.log.text()).not.toMatch(/PRIVATE KEY|BEGIN CERTIFICATE/);
  });
});

describe('an installation on the loopback', () => {
  it('works without any authority, and ends the connection of an edge that is revoked as well', async () => {
    const installation = await startInstallation();
    try {
      const front = await installation.edge(`${LOBBY}/front`);
      expect(installation.brokerUrl()).toMatch(/^mqtt:/);
      const { roster, config } = installation;
      await revokeEdge({ roster, dataDir: config.dataDir, logger: silentLogger() }, parseEdgeAddress(LOBBY));
      await waitUntil(() => !front.bus.connected, { what: 'the broker to end the connection' });
      expect((await roster.places.findEdge(LOBBY))?.revokedAt).toBeInstanceOf(Date);
    } finally {
      await installation.stop();
    }
  });
});
