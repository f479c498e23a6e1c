import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errorMessage, type Logger } from '@portero/runtime';
import { mayPublish, maySubscribe } from './acl.ts';
import { type AccountSource, type Authenticate, accountAuthenticator } from './authenticate.ts';
import { type ConnectedClient, createGuardedAedes } from './broker-guard.ts';
import { type BrokerListener, type BrokerTls, plainListener, tlsListener } from './broker-listener.ts';
import { BusError } from './bus-error.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { LimitedSocket } from './packet-limit.ts';

export interface BrokerOptions {
  /** @defaultValue 0, a free one */
  port?: number;
  /** @defaultValue '127.0.0.1' */
  host?: string;
  /** Those who may connect; a function is asked at each connection. @defaultValue nobody */
  accounts?: AccountSource;
  /** Largest MQTT packet accepted. @defaultValue 65536 */
  maxPacketBytes?: number;
  /** @defaultValue 1024 */
  maxConnections?: number;
  /** A connection that has not said who it is by then is closed. @defaultValue 5000 */
  connectTimeoutMs?: number;
  /** Mutual TLS instead of accounts: a client is whom its certificate names. @defaultValue none, passwords in the clear */
  tls?: BrokerTls;
}

/** The rules of access; the default is `mayPublish` and `maySubscribe` of this package. */
export interface Authorise {
  mayPublish: typeof mayPublish;
  maySubscribe: typeof maySubscribe;
}

/** Whether a certificate still counts: it was issued here and has not been revoked. */
export type IsCurrent = (certificate: ClientCertificate) => boolean | Promise<boolean>;

export interface BrokerDeps {
  logger: Logger;
  /** Instead of `accounts`. */
  authenticate?: Authenticate;
  authorise?: Authorise;
  /** Asked at each connection over TLS. @defaultValue every certificate that TLS has verified is current */
  isCurrent?: IsCurrent;
}

export interface Broker {
  /** `mqtt://host:port`, with TLS `mqtts://host:port` */
  readonly url: string;
  readonly port: number;
  readonly connectedClients: number;
  /** Another certificate or list of revoked ones, for connections from now on. @throws {Error} without TLS */
  useTls(tls: BrokerTls): void;
  /** Ends the connections of those who are to go, at once. @returns how many */
  dismiss(isToGo: (client: ConnectedClient) => boolean): number;
  /** Idempotent. */
  stop(): Promise<void>;
}

/**
 * An MQTT 3.1.1 broker in this process. Whoever has no account is refused; whatever no rule allows is denied. It keeps
 * retained messages in memory only: devices publish their state anew when they reconnect.
 *
 * @throws {BusError} BROKER_START_FAILED, when the port is taken, for one
 */
export async function startBroker(options: BrokerOptions, deps: BrokerDeps): Promise<Broker> {
  const { port = 0, host = '127.0.0.1', maxPacketBytes = 65_536, maxConnections = 1024 } = options;
  const { logger } = deps;
  const connectTimeoutMs = options.connectTimeoutMs ?? 5_000;
  const certificates = new WeakMap<Duplex, ClientCertificate>();
  const { aedes, dismiss } = await createGuardedAedes({
    ...(options.tls && {
      certificateOf: (stream: Duplex) => certificates.get(stream),
      isCurrent: deps.isCurrent ?? (() => true),
    }),
    authenticate: deps.authenticate ?? accountAuthenticator(options.accounts ?? []),
    authorise: deps.authorise ?? { mayPublish, maySubscribe },
    connectTimeoutMs,
    logger,
  });

  const listenerDeps = {
    logger,
    onConnection(socket: Socket, certificate?: ClientCertificate) {
      const limited = new LimitedSocket(socket, maxPacketBytes);
      if (certificate) certificates.set(limited, certificate);
      aedes.handle(limited);
    },
  };
  const listener: BrokerListener = options.tls
    ? tlsListener(options.tls, { handshakeTimeoutMs: connectTimeoutMs }, listenerDeps)
    : plainListener(listenerDeps);
  const { server } = listener;
  const sockets = new Set<Socket>();
  // With TLS these are the sockets underneath, so that those in the middle of a handshake are closed as well.
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.maxConnections = maxConnections;
  server.on('drop', () => logger.warn({ maxConnections }, 'a connection was dropped: too many'));

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await new Promise<void>((resolve) => aedes.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  try {
    const boundPort = await listen(server, port, host);
    server.on('error', (error) => logger.error({ reason: errorMessage(error) }, 'the broker has a fault'));
    const urlHost = host.includes(':') ? `[${host}]` : host;
    logger.info({ host, port: boundPort, tls: options.tls !== undefined }, 'the embedded broker listens');
    return {
      url: `${options.tls ? 'mqtts' : 'mqtt'}://${urlHost}:${boundPort}`,
      port: boundPort,
      get connectedClients() {
        return aedes.connectedClients;
      },
      useTls: listener.useTls,
      dismiss,
      stop() {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await new Promise<void>((resolve) => aedes.close(resolve));
    throw new BusError(
      'BROKER_START_FAILED',
      `The embedded broker cannot listen on ${host}:${port}: ${errorMessage(error)}. Choose another port or end what holds it.`,
      { cause: error, context: { host, port } },
    );
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
