import type { X509Certificate } from 'node:crypto';
import { identityCommonName, identityOfCertificate } from '@portero/protocol';
import type { BrokerIdentity } from './broker-account.ts';

/** What a client showed during the handshake, after TLS has verified it. */
export interface ClientCertificate {
  /** Absent when it is of the installation but names neither an edge nor a coordinator. */
  readonly identity?: BrokerIdentity;
  /** Lower-case hexadecimal digits, without leading zeros. */
  readonly serialNumber: string;
  readonly notAfter: Date;
}

export function readClientCertificate(certificate: X509Certificate): ClientCertificate {
  const identity = brokerIdentity(certificate);
  return {
    ...(identity && { identity }),
    serialNumber: certificate.serialNumber.toLowerCase().replace(/^0+(?=.)/, ''),
    notAfter: new Date(certificate.validTo),
  };
}

function brokerIdentity(certificate: X509Certificate): BrokerIdentity | undefined {
  const identity = identityOfCertificate(certificate);
  if (!identity) return undefined;
  const username = identityCommonName(identity);
  return identity.role === 'edge'
    ? { role: 'edge', edge: identity.edge, username }
    : { role: 'coordinator', username };
}
