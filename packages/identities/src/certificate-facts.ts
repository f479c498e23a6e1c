import { X509Certificate } from 'node:crypto';
import { type DeviceIdentity, identityOfCertificate } from '@portero/protocol';
import { errorMessage } from '@portero/runtime';
import { IdentityError } from './identity-error.ts';

export interface CertificateFacts {
  /** Lower-case hexadecimal digits, without leading zeros. */
  readonly serialNumber: string;
  /** Absent for the certificates of servers and authorities. */
  readonly identity?: DeviceIdentity;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SHA-256 of the certificate, lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/** What a certificate says; nothing of it is verified. @throws {IdentityError} CERTIFICATE_INVALID */
export function readCertificate(pem: string | Buffer): CertificateFacts {
  try {
    return certificateFacts(new X509Certificate(pem));
  } catch (error) {
    throw new IdentityError(
      'CERTIFICATE_INVALID',
      `A certificate cannot be read: ${errorMessage(error)}. Provision the device again.`,
    );
  }
}

export function certificateFacts(certificate: X509Certificate): CertificateFacts {
  const identity = identityOfCertificate(certificate);
  return {
    serialNumber: normalSerialNumber(certificate.serialNumber),
    ...(identity && { identity }),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Libraries write leading zeros or leave them out, in either case. */
export function normalSerialNumber(hex: string): string {
  return hex.toLowerCase().replace(/^0+(?=.)/, '');
}
