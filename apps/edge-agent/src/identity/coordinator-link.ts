import { request as httpsRequest } from 'node:https';
import { MAX_ENROLMENT_BYTES } from '@portero/protocol';
import { errorMessage } from '@portero/runtime';
import { EdgeError } from '../edge-error.ts';

const TIMEOUT_MS = 15_000;

export interface LinkTls {
  /** The only authority that may vouch for the coordinator, PEM. */
  readonly ca: string;
  /** Of this device, once it has one. */
  readonly cert?: string;
  readonly key?: string;
}

export interface Answer {
  readonly status: number;
  /** Parsed JSON; undefined when it is none. */
  readonly body: unknown;
}

/**
 * Asks the coordinator, over TLS with the authority that is given and no other.
 *
 * @throws {EdgeError} COORDINATOR_UNREACHABLE, COORDINATOR_UNTRUSTED
 */
export function askCoordinator(url: URL, question: object, tls: LinkTls): Promise<Answer> {
  const payload = JSON.stringify(question);
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      url,
      {
        ...tls,
        method: 'POST',
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        agent: false,
        timeout: TIMEOUT_MS,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_ENROLMENT_BYTES) request.destroy(new Error('its answer is too long'));
          else chunks.push(chunk);
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: parseJson(Buffer.concat(chunks)) }),
        );
        response.on('error', (error) => reject(linkError(url, error)));
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    request.on('error', (error) => reject(linkError(url, error)));
    request.end(payload);
  });
}

export function linkError(url: URL, error: Error & { code?: string }): EdgeError {
  const untrusted = /^(CERT_|INVALID_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|ERR_TLS_CERT_)/.test(
    error.code ?? '',
  );
  return new EdgeError(
    untrusted ? 'COORDINATOR_UNTRUSTED' : 'COORDINATOR_UNREACHABLE',
    untrusted
      ? `Whoever answers at ${url.origin} is not the coordinator of this installation: ${errorMessage(error)}. Check the host name (PORTERO_SERVER_NAMES at the coordinator) and the clock of this device.`
      : `The coordinator at ${url.origin} cannot be asked: ${errorMessage(error)}. Check the address, and that PORTERO_ENROL_PORT is set there.`,
    { cause: error, context: { url: url.origin } },
  );
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
