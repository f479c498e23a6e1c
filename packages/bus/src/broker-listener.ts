import { constants } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { Logger } from '@portero/runtime';
import { type ClientCertificate, readClientCertificate } from './client-certificate.ts';

/** All in PEM. */
export interface BrokerTls {
  /** The only authority whose clients are let in. */
  ca: string;
  /** Of the broker, with whatever stands between it and the authority. */
  cert: string;
  key: string;
  /** The authority's list of revoked certificates; one that has run out lets nobody in. */
  crl: string;
}

interface ListenerDeps {
  logger: Logger;
  /** `certificate` is there exactly when the listener speaks TLS. */
  onConnection(socket: Socket, certificate?: ClientCertificate): void;
}

export interface BrokerListener {
  readonly server: Server;
  /** For connections from now on. @throws {Error} when the listener is a plain one */
  useTls(tls: BrokerTls): void;
}

// Without noDelay a QoS 1 round trip waits 40 ms for a delayed acknowledgement.
const SOCKET_OPTIONS = { noDelay: true };

export function plainListener({ onConnection }: ListenerDeps): BrokerListener {
  const server = createServer(SOCKET_OPTIONS, (socket) => onConnection(socket));
  return {
    server,
    useTls() {
      throw new Error('The broker was started without TLS.');
    },
  };
}

/** Mutual TLS: whoever has no certificate of the authority is turned away before the first byte of MQTT is read. */
export function tlsListener(
  tls: BrokerTls,
  { handshakeTimeoutMs }: { handshakeTimeoutMs: number },
  { logger, onConnection }: ListenerDeps,
): BrokerListener {
  const server = createTlsServer(
    {
      ...SOCKET_OPTIONS,
      ...contextOptions(tls),
      requestCert: true,
      rejectUnauthorized: true,
      handshakeTimeout: handshakeTimeoutMs,
    },
    (socket) => {
      const certificate = socket.getPeerX509Certificate();
      // Cannot be, after `rejectUnauthorized`; whoever weakens that one day does not open the door.
      if (!socket.authorized || !certificate) socket.destroy();
      else onConnection(socket, readClientCertificate(certificate));
    },
  );
  server.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) => {
    // A connection that ends before its certificate is complete, a port scan for one, has no reason of its own.
    const reason = socket.authorizationError ?? error.code ?? error.message;
    logger.warn({ reason, remoteAddress: socket.remoteAddress }, 'a TLS connection was refused');
    // Node only reports a handshake that takes too long, and would keep its connection for ever.
    socket.destroy();
  });
  return { server, useTls: (renewed) => server.setSecureContext(contextOptions(renewed)) };
}

function contextOptions({ ca, cert, key, crl }: BrokerTls): SecureContextOptions {
  return {
    ...{ ca, cert, key, crl },
    minVersion: 'TLSv1.2',
    // A resumed session would not be held against the list of revoked certificates again.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}
