import {
  BROKER_TLS_FILES,
  type Bus,
  BusError,
  type BusOptions,
  connectBus,
  mosquittoPatternAcl,
  mosquittoTlsConfig,
  startBroker,
} from '@portero/bus';
import { silentLogger } from '@portero/runtime';
import {
  freePort,
  mosquittoAvailable,
  recordingLogger,
  skipLoudly,
  startMosquitto,
  waitUntil,
} from '@portero/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Certificates,
  type ClientName,
  certificatesOfAnInstallation,
} from './support/installation-certificates.ts';

const logger = silentLogger();
const recorded = recordingLogger();

const LOBBY = 'portero/v1/hq/main/lobby';
const GARAGE = 'portero/v1/hq/main/garage';
const ANNEX = 'portero/v1/hq/annex/lobby';

interface Attempt {
  who: ClientName | 'anonymous';
  as?: Partial<BusOptions>;
  /** The topic, or the filter. */
  publish?: string;
  subscribe?: string;
  allowed: boolean;
}

const ATTEMPTS: Attempt[] = [
  // What an edge is for.
  { who: 'lobby', publish: `${LOBBY}/state`, allowed: true },
  { who: 'lobby', publish: `${LOBBY}/door/front/observe`, allowed: true },
  { who: 'lobby', publish: `${LOBBY}/door/front/ack`, allowed: true },
  { who: 'lobby', subscribe: `${LOBBY}/door/+/cmd`, allowed: true },
  { who: 'lobby', subscribe: `${LOBBY}/config`, allowed: true },
  { who: 'annex', publish: `${ANNEX}/door/front/observe`, allowed: true },
  { who: 'coordinator', publish: `${LOBBY}/door/front/cmd`, allowed: true },
  { who: 'coordinator', subscribe: 'portero/v1/+/+/+/door/+/observe', allowed: true },
  // Nobody.
  { who: 'anonymous', publish: `${LOBBY}/state`, allowed: false },
  { who: 'anonymous', subscribe: `${LOBBY}/door/+/cmd`, allowed: false },
  { who: 'anonymous', as: { username: 'coordinator', password: 'x' }, subscribe: '#', allowed: false },
  // Certificates that do not count, or not for this.
  ...(['stranger', 'expired', 'revoked', 'broker'] as const).flatMap((who) => [
    { who, publish: `${LOBBY}/state`, allowed: false },
    { who, subscribe: `${LOBBY}/door/+/cmd`, allowed: false },
  ]),
  // A device of another building, or the next door.
  ...(['annex', 'garage'] as const).flatMap((who) => [
    { who, publish: `${LOBBY}/door/front/observe`, allowed: false },
    { who, publish: `${LOBBY}/state`, allowed: false },
    { who, subscribe: `${LOBBY}/door/+/cmd`, allowed: false },
    { who, subscribe: `${LOBBY}/door/front/observe`, allowed: false },
  ]),
  // One's own place, and not one's own business there.
  { who: 'lobby', publish: `${LOBBY}/door/front/cmd`, allowed: false },
  { who: 'lobby', publish: `${LOBBY}/config`, allowed: false },
  { who: 'lobby', publish: `${LOBBY}/revoke`, allowed: false },
  { who: 'lobby', publish: `${LOBBY}/door/front/observe/more`, allowed: false },
  { who: 'lobby', publish: 'portero/v1/hq/main/lobby2/state', allowed: false },
  { who: 'lobby', subscribe: `${LOBBY}/door/front/observe`, allowed: false },
  // Wildcards.
  { who: 'garage', subscribe: '#', allowed: false },
  { who: 'garage', subscribe: '+/+/+/+/+/door/+/cmd', allowed: false },
  { who: 'garage', subscribe: 'portero/v1/hq/main/+/door/+/cmd', allowed: false },
  { who: 'garage', subscribe: `$share/coordinators/${LOBBY}/door/+/observe`, allowed: false },
  // Another's name.
  { who: 'garage', as: { username: 'hq/main/lobby' }, publish: `${LOBBY}/state`, allowed: false },
  { who: 'garage', as: { username: 'coordinator' }, subscribe: 'portero/v1/#', allowed: false },
  { who: 'garage', as: { clientId: 'hq/main/lobby' }, publish: `${LOBBY}/state`, allowed: false },
  { who: 'garage', as: { clientId: 'hq/main/+' }, publish: `${LOBBY}/state`, allowed: false },
  { who: 'garage', as: { clientId: '#', username: '#' }, subscribe: `${LOBBY}/door/+/cmd`, allowed: false },
  { who: 'garage', as: { clientId: 'hq/main/lobby\0' }, publish: `${LOBBY}/state`, allowed: false },
  // Names that no authority of ours signs.
  ...(['plus', 'hash', 'deep', 'nul', 'uriless'] as const).flatMap((who) => [
    { who, publish: `${LOBBY}/door/front/observe`, allowed: false },
    { who, subscribe: `${LOBBY}/door/+/cmd`, allowed: false },
  ]),
];

const titleOf = ({ who, as, publish, subscribe, allowed }: Attempt) => {
  const name = as ? `${who} (${JSON.stringify(as)})` : who;
  return `${allowed ? 'lets' : 'keeps'} ${name} ${allowed ? '' : 'from '}${publish ? `publish on ${publish}` : `hear ${subscribe}`}`;
};

interface TlsBroker {
  url: string;
  stop(): Promise<void>;
}

type Start = (certificates: Certificates) => Promise<TlsBroker>;

const embedded: Start = ({ ca, crl, broker }) =>
  startBroker({ tls: { ca, crl, ...broker } }, { logger: recorded.logger });

const mosquitto: Start = async ({ ca, crl, broker }) => {
  const started = await startMosquitto({
    port: await freePort(),
    config: mosquittoTlsConfig({ folder: '{folder}', port: null }),
    files: {
      [BROKER_TLS_FILES.acl]: mosquittoPatternAcl(['coordinator']),
      [BROKER_TLS_FILES.authority]: ca,
      [BROKER_TLS_FILES.revoked]: crl,
      [BROKER_TLS_FILES.certificate]: broker.cert,
      [BROKER_TLS_FILES.privateKey]: broker.key,
    },
  });
  return { ...started!, url: started!.url.replace('mqtt:', 'mqtts:') };
};

function rules(name: string, start: Start): void {
  describe(`${name}, over mutual TLS`, () => {
    let certificates: Certificates;
    let broker: TlsBroker;
    let coordinator: Bus;
    /** What the coordinator has heard, the topic before each. */
    const heard: string[] = [];

    beforeAll(async () => {
      certificates = await certificatesOfAnInstallation();
      broker = await start(certificates);
      coordinator = await join('coordinator', { clientId: 'witness' });
      await coordinator.subscribe('portero/v1/#', ({ topic, payload }) => {
        heard.push(`${topic} ${payload}`);
      });
    });

    afterAll(async () => {
      await coordinator?.stop();
      await broker?.stop();
    });

    function join(who: Attempt['who'], options: Partial<BusOptions> = {}): Promise<Bus> {
      const pair = who === 'anonymous' ? {} : certificates.clients[who];
      return connectBus(
        {
          url: broker.url,
          clientId: `client-${who}`,
          tls: { ca: certificates.ca, ...pair },
          connectTimeoutMs: 1_000,
          ...options,
        },
        { logger },
      );
    }

    let attempts = 0;

    async function publishes(bus: Bus, topic: string): Promise<boolean> {
      const number = attempts++;
      const text = `attempt ${number}`;
      await bus.publish(topic, text, { timeoutMs: 2_000 }).catch(refusal);
      // What the coordinator says after it is heard after it.
      const after = `end ${number}`;
      await coordinator.publish(`${GARAGE}/config`, after);
      await waitUntil(() => heard.includes(`${GARAGE}/config ${after}`));
      return heard.some((line) => line.endsWith(` ${text}`));
    }

    async function hears(bus: Bus, filter: string, isLobby: boolean): Promise<boolean> {
      const messages: string[] = [];
      await bus.subscribe(filter, ({ payload }) => void messages.push(payload.toString())).catch(refusal);
      const text = `attempt ${attempts++}`;
      // Mosquitto has one connection for a certificate: a second would end the first.
      const lobby = isLobby ? bus : await join('lobby', { clientId: 'speaker' });
      await coordinator.publish(`${LOBBY}/door/front/cmd`, text);
      await coordinator.publish(`${LOBBY}/config`, text);
      await lobby.publish(`${LOBBY}/door/front/observe`, text);
      if (!isLobby) await lobby.stop();
      await waitUntil(() => heard.filter((line) => line.endsWith(` ${text}`)).length >= 3);
      // The broker answers this after whatever it sent before on the same connection.
      await bus.subscribe(`${ANNEX}/config`, () => {}).catch(refusal);
      return messages.includes(text);
    }

    /** Refusals are what these are about; a fault of the test is none. */
    function refusal(error: unknown): void {
      if (!(error instanceof BusError)) throw error;
    }

    test.each(ATTEMPTS.map((attempt) => [titleOf(attempt), attempt] as const))('%s', async (_, attempt) => {
      const before = recorded.records.length;
      // Mosquitto takes the common name for the client id, so the coordinator of an attempt is the witness itself.
      const joined =
        attempt.who === 'coordinator' ? coordinator : await join(attempt.who, attempt.as).catch(refusal);
      let achieved = false;
      if (joined) {
        achieved = attempt.publish
          ? await publishes(joined, attempt.publish)
          : await hears(joined, attempt.subscribe!, attempt.who === 'lobby');
        if (joined !== coordinator) await joined.stop();
      }
      expect(achieved).toBe(attempt.allowed);
      if (start === embedded && !attempt.allowed) {
        const warnings = recorded.records.slice(before).filter(({ level }) => level === 40);
        expect(new Set(warnings.map(({ msg }) => msg)).size).toBeGreaterThan(0);
        for (const { msg } of warnings) expect(REFUSALS).toContain(msg);
      }
    });

    if (start === mosquitto) {
      test.each(['revoked', 'expired', 'stranger'] as const)(
        'tells a client at once that its certificate is refused: %s',
        async (who) => {
          await expect(join(who)).rejects.toMatchObject({ code: 'CONNECT_REFUSED' });
        },
      );
    }

    test('lets a certificate of two minds do what no more than one of its names may', async () => {
      const bus = await join('twoNames').catch(refusal);
      // The embedded broker knows nobody of that name; mosquitto reads the common name alone, which is why nothing but
      // the authority may ever make such a certificate.
      expect(bus === undefined).toBe(start === embedded);
      await bus?.stop();
      await waitUntil(() => coordinator.connected);
    });
  });
}

const REFUSALS = [
  'a TLS connection was refused',
  'a connection was refused',
  'a publication was denied',
  'a subscription was denied',
];

rules('the embedded broker', embedded);
if (mosquittoAvailable()) rules('mosquitto', mosquitto);
else skipLoudly('mosquitto, over mutual TLS', 'mosquitto (apt-get install mosquitto)');

describe('the log of the embedded broker', () => {
  test('holds no key, no certificate and no password', () => {
    expect(recorded.text()).not.toMatch(/PRIVATE KEY|BEGIN CERTIFICATE|password":"x"/);
  });
});
