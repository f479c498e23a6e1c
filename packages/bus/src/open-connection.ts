import type { SecureContextOptions } from 'node:tls';
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { BusMessage, BusOptions } from './bus.ts';
import { BusError, type BusErrorCode } from './bus-error.ts';
import { coalesceWrites } from './coalesce-writes.ts';
import { type Connection, type ProtocolVersion, wrapClient } from './connection.ts';

/** [MQTT-3.2.2-21]: what a broker that does not say means. */
const DEFAULT_RECEIVE_MAXIMUM = 65_535;

/** 3.1.1: identifier, password, authorisation. 5: the same, banned, method. What trying again does not change. */
const PERMANENT_REFUSALS: ReadonlySet<unknown> = new Set([0x02, 0x04, 0x05, 0x85, 0x86, 0x87, 0x8a, 0x8c]);
/** "Unacceptable protocol version": in 3.1.1 and in 5. */
const VERSION_REFUSALS: ReadonlySet<unknown> = new Set([0x01, 0x84]);
/** Codes of OpenSSL and Node for the certificate of a server that does not convince. */
const UNTRUSTED =
  /^(CERT_|CRL_|INVALID_CA|INVALID_PURPOSE|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH)/;
/** What a broker of another make says before it ends the connection of a certificate; the embedded one says nothing. */
const CERTIFICATE_REFUSED = /^ERR_SSL_\w*ALERT_(BAD_)?(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

export type OpenOptions = Pick<
  BusOptions,
  'url' | 'clientId' | 'username' | 'password' | 'will' | 'tls' | 'keepaliveSeconds'
> & {
  timeoutMs: number;
  protocolVersion: ProtocolVersion;
  /** Gives the attempt up. */
  signal: AbortSignal;
};

export type Opened = { opened: true; connection: Connection } | { opened: false; reason: 'version' };

/**
 * One attempt with one version of the protocol.
 *
 * @param onMessage must not throw
 * @throws {BusError} CONNECT_REFUSED when trying again is pointless, else CONNECT_TIMEOUT
 */
export function openConnection(
  options: OpenOptions,
  onMessage: (message: BusMessage) => void,
): Promise<Opened> {
  const client = connect(options.url, clientOptions(options));
  client.on('message', (topic: string, payload: Buffer, { retain, qos, dup }: IPublishPacket) => {
    onMessage({ topic, payload, retain, qos, dup });
  });

  let lastError: (Error & { code?: unknown }) | undefined;
  // Stays for the life of the client: an EventEmitter without it would end the process.
  client.on('error', (error) => {
    lastError = error;
  });
  const closed = new Promise<string>((resolve) => {
    client.once('close', () =>
      resolve(lastError?.message || String(lastError?.code ?? 'the connection was closed')),
    );
  });

  const giveUp = () => client.end(true);
  options.signal.addEventListener('abort', giveUp);
  return new Promise<Opened>((resolve, reject) => {
    client.once('connect', ({ properties }) => {
      setNoDelay(client);
      coalesceWrites(client.stream);
      const receiveMaximum = properties?.receiveMaximum ?? DEFAULT_RECEIVE_MAXIMUM;
      const connection = wrapClient(client, options.protocolVersion, receiveMaximum, closed);
      resolve({ opened: true, connection });
    });
    void closed.then((reason) => {
      client.end(true);
      const code = lastError?.code;
      if (VERSION_REFUSALS.has(code)) resolve({ opened: false, reason: 'version' });
      else reject(failure(options, reason, code, lastError));
    });
    client.connect();
    setNoDelay(client);
  }).finally(() => options.signal.removeEventListener('abort', giveUp));
}

/** mqtt.js leaves Nagle's algorithm on, and a QoS 1 round trip then takes 44 ms instead of 0.3. */
function setNoDelay(client: MqttClient): void {
  const { stream } = client;
  if ('setNoDelay' in stream && typeof stream.setNoDelay === 'function') stream.setNoDelay(true);
}

function clientOptions(options: OpenOptions): IClientOptions & Pick<SecureContextOptions, 'minVersion'> {
  const { will, tls } = options;
  return {
    clientId: options.clientId,
    protocolVersion: options.protocolVersion,
    keepalive: options.keepaliveSeconds ?? 15,
    connectTimeout: options.timeoutMs,
    // A queued unlock must not be waiting for a door that comes back.
    clean: true,
    manualConnect: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(will && {
      will: {
        topic: will.topic,
        payload: Buffer.from(will.payload),
        qos: will.qos ?? 1,
        retain: will.retain ?? true,
      },
    }),
    ...(typeof tls === 'function' ? tls() : tls),
    // Said here so that no option of a URL can say otherwise; plain connections have no use for either.
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  };
}

function failure(options: OpenOptions, reason: string, code: unknown, cause: unknown): BusError {
  const { errorCode, fix } = explain(options, code);
  return new BusError(
    errorCode,
    `No connection to ${options.url} as "${options.clientId}": ${reason}. ${fix}`,
    { cause, context: { clientId: options.clientId, ...(code !== undefined && { reasonCode: code }) } },
  );
}

function explain({ tls }: OpenOptions, code: unknown): { errorCode: BusErrorCode; fix: string } {
  if (typeof code === 'string' && UNTRUSTED.test(code)) {
    const fix =
      'The broker could not prove that it is the one of this installation: check its host name, the clock of this machine, and who else could answer there.';
    return { errorCode: 'BROKER_UNTRUSTED', fix };
  }
  if (PERMANENT_REFUSALS.has(code) || (typeof code === 'string' && CERTIFICATE_REFUSED.test(code))) {
    const fix = tls
      ? 'Check that the certificate of this client is current and its username is its own.'
      : 'Check the username, the password and that the broker has the account.';
    return { errorCode: 'CONNECT_REFUSED', fix };
  }
  const fix = tls
    ? 'Check that the broker runs there and that the certificate of this client is current: a broker ends the connection of one that is revoked or has run out.'
    : 'Check that the broker runs there.';
  return { errorCode: 'CONNECT_TIMEOUT', fix };
}
