import { createHash, timingSafeEqual } from 'node:crypto';
import {
  type BrokerIdentity,
  type BrokerTls,
  type BusOptions,
  generatePassword,
  isLoopbackHost,
  startBroker,
} from '@portero/bus';
import type { Logger } from '@portero/runtime';
import { BrokerAccounts } from './broker-accounts.ts';
import type { InstallationAuthority } from './identities/installation-authority.ts';

export interface EmbeddedBrokerOptions {
  dataDir: string;
  host: string;
  /** 0 takes a free one. */
  port: number;
}

export interface EmbeddedBroker {
  /** What the coordinator in this process connects with. */
  connection: Pick<BusOptions, 'url' | 'username' | 'password' | 'tls'>;
  /** Ends the connections of those who are no longer known; with TLS it takes the newest certificate and list, too. */
  refresh(): Promise<void>;
  stop(): Promise<void>;
}

const COORDINATOR: BrokerIdentity = Object.freeze({ role: 'coordinator', username: 'coordinator' });

/**
 * A broker in this process for the edges that have an account in `dataDir`, and for the coordinator beside it. What it
 * says can be read by whoever sees the network: meant for the loopback.
 */
export async function startPlainBroker(
  { dataDir, host, port }: EmbeddedBrokerOptions,
  { logger }: { logger: Logger },
): Promise<EmbeddedBroker> {
  if (!isLoopbackHost(host)) {
    logger.error(
      { host, setting: 'PORTERO_BROKER_TLS=plaintext' },
      'THE BROKER SPEAKS IN THE CLEAR ON A NETWORK: passwords of doors and embeddings of faces can be read there',
    );
  }
  const accounts = new BrokerAccounts({ dataDir });
  const password = generatePassword();
  const broker = await startBroker(
    { host, port },
    {
      logger,
      authenticate: async (username, offered) => {
        if (username !== COORDINATOR.username) return accounts.authenticate(username, offered);
        return offered && isSame(offered, password) ? COORDINATOR : undefined;
      },
    },
  );
  return {
    connection: { url: reachable(broker.url), username: COORDINATOR.username, password },
    async refresh() {
      const known = new Set([COORDINATOR.username, ...(await accounts.usernames())]);
      broker.dismiss(({ identity }) => !known.has(identity.username));
    },
    stop: () => broker.stop(),
  };
}

export interface TlsBrokerOptions extends Omit<EmbeddedBrokerOptions, 'dataDir'> {
  /** What edges call this machine. */
  names: readonly string[];
  coordinatorName: string;
}

/** The same for devices that have a certificate of the installation's authority, and for nobody else. */
export async function startTlsBroker(
  { host, port, names, coordinatorName }: TlsBrokerOptions,
  { logger, authority }: { logger: Logger; authority: InstallationAuthority },
): Promise<EmbeddedBroker> {
  const current = async (): Promise<BrokerTls> => ({
    ca: authority.certificate,
    crl: await authority.revocationList(),
    ...(await authority.serverPair(names)),
  });
  let own = await authority.coordinatorPair(coordinatorName);
  const broker = await startBroker(
    { host, port, tls: await current() },
    { logger, isCurrent: ({ serialNumber }) => authority.isCurrent(serialNumber) },
  );
  return {
    connection: {
      url: reachable(broker.url),
      tls: () => ({ ca: authority.certificate, cert: own.cert, key: own.key }),
    },
    async refresh() {
      own = await authority.coordinatorPair(coordinatorName);
      broker.useTls(await current());
      const counting = new Set((await authority.current()).map(({ serialNumber }) => serialNumber));
      broker.dismiss(({ certificate }) => !certificate || !counting.has(certificate.serialNumber));
    },
    stop: () => broker.stop(),
  };
}

/** Every address is none that one can connect to. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//127.0.0.1:');
}

/** In constant time, whatever the lengths. */
function isSame(offered: Buffer, expected: string): boolean {
  const digest = (value: Buffer | string) => createHash('sha256').update(value).digest();
  return timingSafeEqual(digest(offered), digest(expected));
}
