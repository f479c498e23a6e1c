import type { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  Extension,
  type X509Certificate,
  X509CrlGenerator,
} from './certificate-library.ts';
import { SIGNATURE } from './private-key.ts';

export interface RevokedCertificate {
  /** Hexadecimal digits. */
  readonly serialNumber: string;
  readonly revokedAt: Date;
}

interface Signing {
  root: X509Certificate;
  signingKey: webcrypto.CryptoKey;
  now: Date;
  lifeMs: number;
}

/** RFC 5280, section 5.2.3. */
const CRL_NUMBER = '2.5.29.20';

/** A list of version 2 (RFC 5280, section 5), PEM. Its number is the time, so that a later list has a higher one. */
export async function createRevocationList(
  revoked: readonly RevokedCertificate[],
  { root, signingKey, now, lifeMs }: Signing,
): Promise<string> {
  const list = await X509CrlGenerator.create({
    issuer: root.subject,
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + lifeMs),
    entries: revoked.map(({ serialNumber, revokedAt }) => ({
      serialNumber: evenDigits(serialNumber),
      revocationDate: revokedAt,
    })),
    extensions: [
      await AuthorityKeyIdentifierExtension.create(root),
      new Extension(CRL_NUMBER, false, derInteger(now.getTime())),
    ],
    signingAlgorithm: SIGNATURE,
    signingKey,
  });
  return pem('X509 CRL', Buffer.from(list.rawData));
}

/** RFC 7468, section 6: the library's own label is one that OpenSSL does not read. */
function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

function evenDigits(hex: string): string {
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}

/** X.690, section 8.3, for a number that is not negative. */
function derInteger(value: number): Uint8Array<ArrayBuffer> {
  const digits = evenDigits(value.toString(16));
  // A first bit of one would be a minus.
  const bytes = Buffer.from(Number.parseInt(digits.slice(0, 2), 16) < 0x80 ? digits : `00${digits}`, 'hex');
  return Uint8Array.from([0x02, bytes.length, ...bytes]);
}
