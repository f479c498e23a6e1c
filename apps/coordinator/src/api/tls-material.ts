/** PEM */
export interface TlsMaterial {
  ca: string;
  cert: string;
  key: string;
}

/** With the authority behind the certificate, so that a client that trusts it needs nothing in between. */
export function tlsOptions({ ca, cert, key }: TlsMaterial) {
  return { key, cert: `${cert}\n${ca}`, minVersion: 'TLSv1.2' as const };
}
