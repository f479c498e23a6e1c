import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certificateFacts } from '@portero/identities';
import { formatEdge } from '@portero/protocol';
import { EdgeError } from '../edge-error.ts';

/**
 * A certificate that was given to this device, if it is for its key and its place and of its authority.
 *
 * @throws {EdgeError} ENROLMENT_REFUSED
 */
export function checkedCertificate(
  pem: string,
  { ca, key, address }: { ca: string; key: string; address: string },
): string {
  if (fits(pem, { ca, key, address })) return pem;
  throw new EdgeError(
    'ENROLMENT_REFUSED',
    `The coordinator answered with a certificate that is not one for ${address} and the key of this device. Enrol again; if it happens again, look at the coordinator.`,
    { context: { address } },
  );
}

function fits(pem: string, { ca, key, address }: { ca: string; key: string; address: string }): boolean {
  try {
    const certificate = new X509Certificate(pem);
    const { identity } = certificateFacts(certificate);
    return (
      certificate.verify(new X509Certificate(ca).publicKey) &&
      certificate.checkPrivateKey(createPrivateKey(key)) &&
      identity?.role === 'edge' &&
      formatEdge(identity.edge) === address
    );
  } catch {
    return false;
  }
}
