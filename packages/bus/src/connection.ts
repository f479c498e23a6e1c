import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { BusMessage, BusOptions } from './bus.ts';
import { BusError, type BusErrorCode } from './bus-error.ts';

export type ProtocolVersion = 4 | 5;

/** The connection ended before the broker answered. */
export class ConnectionClosedError extends Error {}

/** One connection, from CONNACK to its end; it never comes back. */
export interface Connection {
  readonly protocolVersion: ProtocolVersion;
  /** How many QoS 1 messages the broker takes unacknowledged [MQTT-3.3.4-9]. */
  readonly receiveMaximum: number;
  /** @throws {ConnectionClosedError} or {BusError} PUBLISH_REFUSED */
  publish(topic: string, payload: string | Buffer, qos: 0 | 1, retain: boolean): Promise<void>;
  /** @throws {ConnectionClosedError} or {BusError} SUBSCRIBE_REFUSED */
  subscribe(filter: string): Promise<void>;
  unsubscribe(filter: string): Promise<void>;
  /** Resolves with the reason when the connection has ended, whoever ended it. */
  readonly closed: Promise<string>;
  /** Says goodbye, so that the will is not published. */
  end(): Promise<void>;
}

/** How long a goodbye may take before the socket is cut. */
const GOODBYE_MS = 1_000;
const DEFAULT_RECEIVE_MAXIMUM = 65_535;

/** 3.1.1: identifier, password, authorisation. 5: the same, banned, method. What trying again does not change. */
const PERMANENT_REFUSALS: ReadonlySet<unknown> = new Set([0x02, 0x04, 0x05, 0x85, 0x86, 0x87, 0x8a, 0x8c]);
/** "Unacceptable protocol version": in 3.1.1 and in 5. */
const VERSION_REFUSALS: ReadonlySet<unknown> = new Set([0x01, 0x84]);

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
      const receiveMaximum = properties?.receiveMaximum ?? DEFAULT_RECEIVE_MAXIMUM;
      const connection = wrap(client, options.protocolVersion, receiveMaximum, closed);
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

function clientOptions(options: OpenOptions): IClientOptions {
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
    ...tls,
  };
}

function failure(options: OpenOptions, reason: string, code: unknown, cause: unknown): BusError {
  const permanent = PERMANENT_REFUSALS.has(code);
  const fix = permanent
    ? 'Check the username, the password and that the broker has the account.'
    : 'Check that the broker runs there.';
  return new BusError(
    permanent ? 'CONNECT_REFUSED' : 'CONNECT_TIMEOUT',
    `No connection to ${options.url} as "${options.clientId}": ${reason}. ${fix}`,
    { cause, context: { clientId: options.clientId, ...(typeof code === 'number' && { reasonCode: code }) } },
  );
}

function wrap(
  client: MqttClient,
  protocolVersion: ProtocolVersion,
  receiveMaximum: number,
  closed: Promise<string>,
): Connection {
  let open = true;
  // Not a reaction to `closed` each: a promise that stays pending for months would keep them all.
  const waiting = new Set<(reason: string) => void>();
  const unacknowledged = new Set<number>();
  void closed.then((reason) => {
    open = false;
    for (const cut of waiting) cut(reason);
  });

  /** mqtt.js keeps the callbacks of unacknowledged messages for a reconnection that never comes here. */
  const answered = (
    send: (done: (error?: Error | null) => void) => void,
    refused: (error: Error) => BusError,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const cut = (reason: string) => {
        waiting.delete(cut);
        reject(new ConnectionClosedError(reason));
      };
      if (!open) {
        cut('the connection is closed');
        return;
      }
      waiting.add(cut);
      send((error) => {
        if (error && !isRefusal(error)) {
          cut(error.message);
          return;
        }
        waiting.delete(cut);
        if (error) reject(refused(error));
        else resolve();
      });
    });

  return {
    protocolVersion,
    receiveMaximum,
    closed,
    publish: (topic, payload, qos, retain) =>
      answered(
        (done) => {
          let messageId: number | undefined;
          client.publish(topic, payload, { qos, retain }, (error) => {
            if (messageId !== undefined) unacknowledged.delete(messageId);
            done(error);
          });
          if (qos === 0) return;
          messageId = client.getLastMessageId();
          unacknowledged.add(messageId);
        },
        (cause) => refusal('PUBLISH_REFUSED', `publish on ${topic}`, cause),
      ),
    subscribe: (filter) =>
      answered(
        (done) => client.subscribe(filter, { qos: 1 }, done),
        (cause) => refusal('SUBSCRIBE_REFUSED', `subscribe to ${filter}`, cause),
      ),
    unsubscribe: (filter) =>
      answered(
        (done) => client.unsubscribe(filter, done),
        (cause) => refusal('SUBSCRIBE_REFUSED', `unsubscribe from ${filter}`, cause),
      ),
    async end() {
      // mqtt.js would hold the goodbye back until these are acknowledged, and then it may be too late for it.
      for (const messageId of unacknowledged) client.removeOutgoingMessage(messageId);
      if (open) client.end(false);
      const cut = setTimeout(() => client.stream.destroy(), GOODBYE_MS);
      await closed;
      clearTimeout(cut);
    },
  };
}

function refusal(code: BusErrorCode, action: string, cause: unknown): BusError {
  return new BusError(
    code,
    `The broker does not let this client ${action}. Check the access rules of its account.`,
    {
      cause,
    },
  );
}

/** A reason code of MQTT 5 in an acknowledgement, or 0x80 in an MQTT 3.1.1 SUBACK [MQTT-3.9.3-2]. */
function isRefusal(error: Error): boolean {
  const { code, packet } = error as Error & { code?: unknown; packet?: { granted?: readonly unknown[] } };
  const codes = [code, ...(packet?.granted ?? [])];
  return codes.some((value) => typeof value === 'number' && value >= 0x80);
}
