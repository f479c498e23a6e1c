import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto';
import { connect, type DetailedPeerCertificate } from 'node:tls';
import { EdgeError } from '../edge-error.ts';
import { linkError } from './coordinator-link.ts';

const TIMEOUT_MS = 15_000;
/** Two are sent; a longer chain is somebody else's. */
const MAX_CHAIN = 4;

/**
 * Takes the authority's certificate from whoever answers at `url`, if it is the one with the fingerprint. Nothing is
 * said to them: they are believed only on a second connection, which that certificate has to vouch for.
 *
 * @param fingerprint SHA-256 of the certificate, 32 bytes
 * @returns PEM
 * @throws {EdgeError} COORDINATOR_UNTRUSTED, COORDINATOR_UNREACHABLE
 */
export function fetchAuthority(url: URL, fingerprint: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: Number(url.port || 443),
      // The chain is what is asked for; it is judged below, by its fingerprint.
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
      timeout: TIMEOUT_MS,
    });
    socket.once('secureConnect', () => {
      const found = chainOf(socket.getPeerCertificate(true)).find((raw) => hasFingerprint(raw, fingerprint));
      socket.end();
      if (found) resolve(new X509Certificate(found).toString());
      else reject(impostor(url));
    });
    socket.once('timeout', () => socket.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    socket.on('error', (error) => reject(linkError(url, error)));
  });
}

function chainOf(leaf: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = [];
  let certificate: DetailedPeerCertificate | undefined = leaf;
  while (certificate?.raw && chain.length < MAX_CHAIN) {
    chain.push(certificate.raw);
    // A root names itself.
    certificate = certificate.issuerCertificate === certificate ? undefined : certificate.issuerCertificate;
  }
  return chain;
}

function hasFingerprint(raw: Buffer, fingerprint: Buffer): boolean {
  return timingSafeEqual(createHash('sha256').update(raw).digest(), fingerprint);
}

function impostor(url: URL): EdgeError {
  return new EdgeError(
    'COORDINATOR_UNTRUSTED',
    `Whoever answers at ${url.origin} is not the coordinator that issued this token. Check the address; if it is right, somebody is in between: do not use this token again.`,
    { context: { url: url.origin } },
  );
}
