import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { IdentityError } from '@portero/identities';
import {
  ENROLMENT_PATHS,
  enrolmentRequestSchema,
  MAX_ENROLMENT_BYTES,
  renewalRequestSchema,
} from '@portero/protocol';
import { type Clock, errorMessage, type Logger } from '@portero/runtime';
import { AttemptLimit } from '../attempt-limit.ts';
import type { EnrolmentOutcome, EnrolmentRefusal, EnrolmentService } from './enrolment-service.ts';

export interface EnrolmentTls {
  ca: string;
  cert: string;
  key: string;
  crl: string;
}

export interface EnrolmentServerDeps {
  service: Pick<EnrolmentService, 'enrol' | 'renew'>;
  clock: Clock;
  logger: Logger;
}

export interface EnrolmentServer {
  readonly url: string;
  useTls(tls: EnrolmentTls): void;
  stop(): Promise<void>;
}

const ATTEMPTS_A_MINUTE = 20;

/** What a device is told. Nothing of it says which of several reasons it was. */
const REFUSALS: Record<EnrolmentRefusal, { status: number; error: string }> = {
  token: { status: 401, error: 'The token is unknown, used or too old. Ask for another one.' },
  revoked_key: { status: 403, error: 'The signing key was revoked. Enrol with a new one.' },
  not_current: { status: 403, error: 'The certificate is not current. Enrol again with a token.' },
  too_often: { status: 429, error: 'This device has renewed too often today.' },
};

/** Two questions, by POST, over TLS: a certificate for a token, and a newer one for a certificate. */
export async function startEnrolmentServer(
  { host, port, tls }: { host: string; port: number; tls: EnrolmentTls },
  { service, clock, logger }: EnrolmentServerDeps,
): Promise<EnrolmentServer> {
  const limit = new AttemptLimit({ max: ATTEMPTS_A_MINUTE, windowMs: 60_000 }, { clock });

  const answer = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    if (!limit.allows(request.socket.remoteAddress ?? ''))
      return failed(429, 'Too many attempts. Wait a minute.');
    if (request.method !== 'POST') return failed(405, 'Only POST.');
    switch (request.url) {
      case ENROLMENT_PATHS.enrol: {
        const body = enrolmentRequestSchema.safeParse(await readJson(request));
        return body.success
          ? outcome(await service.enrol(body.data))
          : failed(400, 'The request is malformed.');
      }
      case ENROLMENT_PATHS.renew: {
        const certificate = shownCertificate(request.socket as TLSSocket);
        if (!certificate) return failed(403, REFUSALS.not_current.error);
        const body = renewalRequestSchema.safeParse(await readJson(request));
        if (!body.success) return failed(400, 'The request is malformed.');
        return outcome(await service.renew(body.data.request, certificate));
      }
      default:
        return failed(404, 'There is nothing here.');
    }
  };

  const server = createServer(
    // Without a certificate one can still bring a token, so that none is demanded here.
    {
      ...contextOptions(tls),
      ...{ requestCert: true, rejectUnauthorized: false, handshakeTimeout: 5_000 },
      // Node looks for requests that take too long only every half minute, unless told otherwise.
      ...{ requestTimeout: 10_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    },
    (request, response) => {
      answer(request)
        .catch((error: unknown) => {
          if (error instanceof IdentityError) return failed(400, error.message);
          logger.error({ reason: errorMessage(error) }, 'a request for a certificate could not be answered');
          return failed(500, 'The coordinator has a fault; see its log.');
        })
        .then(({ status, body }) => reply(response, status, body));
    },
  );
  server.maxConnections = 64;
  server.on('tlsClientError', (error: Error & { code?: string }, socket: TLSSocket) => {
    const reason = error.code ?? error.message;
    logger.warn({ reason, remoteAddress: socket.remoteAddress }, 'a TLS connection was refused');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `https://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    useTls: (renewed) => server.setSecureContext(contextOptions(renewed)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function contextOptions({ ca, cert, key, crl }: EnrolmentTls) {
  return {
    ...{ ca, key, crl },
    // With the authority behind it: a device that has only its fingerprint takes it from here.
    cert: `${cert}\n${ca}`,
    minVersion: 'TLSv1.2' as const,
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

/** PEM of what the device has shown, if the authority vouches for it and it is not revoked. */
function shownCertificate(socket: TLSSocket): string | undefined {
  return socket.authorized ? socket.getPeerX509Certificate()?.toString() : undefined;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_ENROLMENT_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function outcome<Answer extends object>(result: EnrolmentOutcome<Answer>): { status: number; body: object } {
  if (result.ok) return { status: 200, body: result.answer };
  const { status, error } = REFUSALS[result.reason];
  return failed(status, error);
}

function failed(status: number, error: string): { status: number; body: object } {
  return { status, body: { error } };
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify(body));
}
