import { readFile } from 'node:fs/promises';
import { type BusOptions, isInTheClear } from '@portero/bus';
import { errorMessage, type Logger } from '@portero/runtime';
import type { CoordinatorConfig } from './config.ts';
import { CoordinatorError } from './coordinator-error.ts';
import { type EmbeddedBroker, startPlainBroker, startTlsBroker } from './embedded-broker.ts';
import type { InstallationAuthority } from './identities/installation-authority.ts';
import { ownServerNames } from './identities/server-names.ts';

interface BrokerAccessDeps {
  logger: Logger;
  /** Opened when it is needed: an installation on the loopback has none. */
  authority(): Promise<InstallationAuthority>;
}

/** The broker of the configuration: reached, or started here. */
export async function openBroker(
  config: Readonly<CoordinatorConfig>,
  { logger, authority }: BrokerAccessDeps,
): Promise<EmbeddedBroker> {
  const { mqttUrl, dataDir, brokerHost: host, brokerPort: port, coordinatorName } = config;
  if (mqttUrl !== undefined) return externalBroker(mqttUrl, config, { logger, authority });
  if (config.brokerTransport === 'plaintext') return startPlainBroker({ dataDir, host, port }, { logger });
  const names = ownServerNames(config);
  return startTlsBroker({ host, port, names, coordinatorName }, { logger, authority: await authority() });
}

async function externalBroker(
  mqttUrl: string,
  { mqttCaFile, coordinatorName }: Readonly<CoordinatorConfig>,
  { logger, authority }: BrokerAccessDeps,
): Promise<EmbeddedBroker> {
  const { url, ...credentials } = splitCredentials(mqttUrl);
  if (isInTheClear(url)) {
    logger.error(
      { url },
      'THE BROKER IS SPOKEN TO IN THE CLEAR OVER A NETWORK: use mqtts://, see docs/operations.md',
    );
  }
  const connection = { url, ...credentials };
  if (!url.startsWith('mqtts:')) return external(connection);
  if (mqttCaFile !== undefined)
    return external({ ...connection, tls: { ca: await readAuthorityFile(mqttCaFile) } });
  const own = await authority();
  let pair = await own.coordinatorPair(coordinatorName);
  return {
    ...external({ ...connection, tls: () => ({ ca: own.certificate, cert: pair.cert, key: pair.key }) }),
    async refresh() {
      pair = await own.coordinatorPair(coordinatorName);
    },
  };
}

/** Who connects to a broker of another make is for that broker to say. */
function external(connection: EmbeddedBroker['connection']): EmbeddedBroker {
  return { connection, refresh: async () => {}, stop: async () => {} };
}

async function readAuthorityFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CoordinatorError(
      'KEY_FILE_INVALID',
      `PORTERO_MQTT_CA names ${file}, which cannot be read: ${errorMessage(error)}. Give the PEM file of the authority that signed the broker's certificate.`,
      { context: { file } },
    );
  }
}

/** So that the password reaches no log with the URL. */
function splitCredentials(mqttUrl: string): Pick<BusOptions, 'url' | 'username' | 'password'> {
  const url = new URL(mqttUrl);
  const username = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  return {
    url: url.href,
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
  };
}
