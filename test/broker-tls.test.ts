import { once } from 'node:events';
import { connect as connectTcp, createServer, type Server } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { type Broker, type Bus, type BusOptions, type BusTls, connectBus, startBroker } from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import { recordingLogger, waitUntil } from '@portero/testkit';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  type Certificates,
  certificatesOfAnInstallation,
  type Pair,
} from './support/installation-certificates.ts';

const logger = silentLogger();
const STATE = 'portero/v1/hq/main/lobby/state';

let certificates: Certificates;
const stops: (() => Promise<unknown> | unknown)[] = [];

beforeAll(async () => {
  certificates = await certificatesOfAnInstallation();
});

afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

async function startTlsBroker(server: Partial<Pair & { crl: string }> = {}, log = logger): Promise<Broker> {
  const { ca, crl, broker } = certificates;
  const started = await startBroker({ tls: { ca, crl, ...broker, ...server } }, { logger: log });
  stops.push(() => started.stop());
  return started;
}

async function joinLobby(url: string, options: Partial<BusOptions> = {}): Promise<Bus> {
  const tls = { ca: certificates.ca, ...certificates.clients.lobby };
  const bus = await connectBus(
    { url, clientId: 'lobby', tls, connectTimeoutMs: 1_000, reconnectMaxMs: 50, ...options },
    { logger },
  );
  stops.push(() => bus.stop());
  return bus;
}

/** What somebody who has taken the broker's address would run: it accepts everybody. */
async function startRogueBroker({ cert, key }: Pair): Promise<{ url: string; bytes(): number }> {
  let bytes = 0;
  const server = createTlsServer({ cert, key }, (socket) => {
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      socket.write(Buffer.from([0x20, 0x03, 0x00, 0x00, 0x00]));
    });
    socket.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  return { url: `mqtts://127.0.0.1:${await listen(server)}`, bytes: () => bytes };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stops.push(() => server.close());
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

describe('a broker', () => {
  test('lets go of whoever connects and begins no handshake', async () => {
    const { ca, crl, broker: pair } = certificates;
    const broker = await startBroker({ tls: { ca, crl, ...pair }, connectTimeoutMs: 100 }, { logger });
    stops.push(() => broker.stop());
    const silent = connectTcp(broker.port, '127.0.0.1').resume();
    silent.on('error', () => {});
    await once(silent, 'close');
  });
});

describe('a client with a certificate', () => {
  test.each([
    ['of another authority', () => certificates.strangersBroker],
    ['for another host', () => certificates.otherHostsBroker],
    ['that has run out', () => certificates.expiredBroker],
    ['of a stolen door device', () => certificates.clients.garage],
    ['of a stolen door device that is called like its victim', () => certificates.clients.lobby],
  ])('says nothing to a broker with a certificate %s', async (_, pair) => {
    const rogue = await startRogueBroker(pair());
    await expect(joinLobby(rogue.url)).rejects.toMatchObject({ code: 'BROKER_UNTRUSTED' });
    expect(rogue.bytes()).toBe(0);
  });

  test('is not talked into a connection in the clear', async () => {
    let heard = Buffer.alloc(0);
    const plain = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard = Buffer.concat([heard, chunk]);
        // An MQTT 5 broker that accepts whatever it is told.
        socket.write(Buffer.from([0x20, 0x03, 0x00, 0x00, 0x00]));
      });
    });
    const port = await listen(plain);
    await expect(joinLobby(`mqtts://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    expect(heard.includes('lobby')).toBe(false);
    await expect(joinLobby(`mqtt://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'TLS_REQUIRED' });
  });

  test('goes on refusing when an impostor takes the place of its broker later', async () => {
    const broker = await startTlsBroker();
    const bus = await joinLobby(broker.url);
    const { port } = broker;
    await broker.stop();
    let shakes = 0;
    const rogue = createTlsServer(certificates.strangersBroker, () => {
      throw new Error('a handshake was completed');
    });
    rogue.on('tlsClientError', () => shakes++);
    rogue.listen(port, '127.0.0.1');
    await once(rogue, 'listening');
    await waitUntil(() => shakes > 2, { what: 'the client to try again' });
    expect(bus.connected).toBe(false);
    await new Promise((resolve) => rogue.close(resolve));
    const { ca, crl, broker: pair } = certificates;
    const back = await startBroker({ port, tls: { ca, crl, ...pair } }, { logger });
    stops.push(() => back.stop());
    await waitUntil(() => bus.connected, { what: 'the true broker to be found again' });
  });

  test('uses a renewed certificate when it connects again', async () => {
    const broker = await startTlsBroker();
    let current: BusTls = { ca: certificates.ca, ...certificates.clients.lobby };
    const bus = await joinLobby(broker.url, { tls: () => current });
    current = { ca: certificates.ca, ...certificates.clients.garage };
    broker.dismiss(() => true);
    await waitUntil(() => !bus.connected);
    await waitUntil(() => bus.connected);
    await bus.publish('portero/v1/hq/main/garage/state', 'the garage speaks');
  });
});

describe('the embedded broker over TLS', () => {
  test('ends the connection of a revoked device at once and keeps it out', async () => {
    const { logger: log, records } = recordingLogger();
    const broker = await startTlsBroker({}, log);
    const coordinator = await joinLobby(broker.url, {
      tls: { ca: certificates.ca, ...certificates.clients.coordinator },
    });
    const states: string[] = [];
    await coordinator.subscribe(STATE, ({ payload }) => void states.push(payload.toString()));
    const lobby = await joinLobby(broker.url, { will: { topic: STATE, payload: 'offline' } });
    const garage = await joinLobby(broker.url, {
      tls: { ca: certificates.ca, ...certificates.clients.garage },
    });
    const { ca, broker: pair } = certificates;
    broker.useTls({ ca, ...pair, crl: await certificates.listRevokingLobby() });
    const dismissed = broker.dismiss(({ identity }) => identity.username === 'hq/main/lobby');
    await waitUntil(() => !lobby.connected, { what: 'the revoked device to be disconnected' });
    await waitUntil(() => records.some(({ reason }) => reason === 'CERT_REVOKED'));
    expect([dismissed, garage.connected, lobby.connected]).toEqual([1, true, false]);
    await waitUntil(() => states.includes('offline'), { what: 'the will of the device' });
  });

  test('asks whether a certificate is still current, whatever TLS says', async () => {
    const { ca, crl, broker: pair } = certificates;
    const broker = await startBroker(
      { tls: { ca, crl, ...pair } },
      { logger, isCurrent: ({ identity }) => identity?.username !== 'hq/main/lobby' },
    );
    stops.push(() => broker.stop());
    await expect(joinLobby(broker.url)).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
    await joinLobby(broker.url, { tls: { ca, ...certificates.clients.garage } });
  });

  test('lets nobody in when its list of revoked certificates has run out', async () => {
    const broker = await startTlsBroker({ crl: certificates.outdatedCrl });
    await expect(joinLobby(broker.url)).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'resumes no session of %s, which would skip the list',
    async (version) => {
      const broker = await startTlsBroker();
      const dial = async (session?: Buffer): Promise<TLSSocket> => {
        const socket = connectTls({
          ...{ host: '127.0.0.1', port: broker.port, ca: certificates.ca, ...certificates.clients.lobby },
          ...{ minVersion: version, maxVersion: version, ...(session && { session }) },
        });
        stops.push(() => socket.destroy());
        await once(socket, 'secureConnect');
        return socket;
      };
      const first = await dial();
      expect((await dial(first.getSession())).isSessionReused()).toBe(false);
    },
  );

  test('speaks no version of TLS before 1.2', async () => {
    const { logger: log, records } = recordingLogger();
    const broker = await startTlsBroker({}, log);
    const socket = connectTls({
      ...{ host: '127.0.0.1', port: broker.port, rejectUnauthorized: false, ...certificates.clients.lobby },
      ...{ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
    });
    await once(socket, 'error');
    await waitUntil(() => records.some(({ msg }) => msg === 'a TLS connection was refused'));
  });

  test('refuses a client that speaks in the clear, and says from where', async () => {
    const { logger: log, records } = recordingLogger();
    const broker = await startTlsBroker({}, log);
    const plain = connectBus(
      { url: broker.url.replace('mqtts:', 'mqtt:'), clientId: 'x', connectTimeoutMs: 300 },
      { logger },
    );
    await expect(plain).rejects.toMatchObject({ code: 'CONNECT_TIMEOUT' });
    expect(records.find(({ level }) => level === 40)).toMatchObject({
      msg: 'a TLS connection was refused',
      remoteAddress: '127.0.0.1',
    });
  });

  test('names the reason and the address of a certificate that it refuses', async () => {
    const { logger: log, records } = recordingLogger();
    const broker = await startTlsBroker({}, log);
    const tls = { ca: certificates.ca, ...certificates.clients.expired };
    await expect(joinLobby(broker.url, { tls, connectTimeoutMs: 300 })).rejects.toThrow();
    expect(records.find(({ level }) => level === 40)).toMatchObject({ reason: 'CERT_HAS_EXPIRED' });
  });

  test('lets no device end the connection of another by its client id', async () => {
    const broker = await startTlsBroker();
    const lobby = await joinLobby(broker.url, { clientId: 'hq/main/lobby' });
    const changes: boolean[] = [];
    lobby.onConnectionChange((connected) => changes.push(connected));
    const tls = { ca: certificates.ca, ...certificates.clients.garage };
    await joinLobby(broker.url, { clientId: 'hq/main/lobby', tls });
    await lobby.publish(STATE, 'still here');
    expect(changes).toEqual([]);
  });
});
