import { randomBytes } from 'node:crypto';
import type { AuthorityMaterial } from '../certificate-authority.ts';
import {
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Name,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '../certificate-library.ts';
import { generatePrivateKey, publicKeyOf, readKeyPair, SIGNATURE } from '../private-key.ts';

/** Object identifier of the attribute, X.520. */
const COMMON_NAME = '2.5.4.3';

export interface ForgedOptions {
  commonName: string;
  /** Of the subject alternative name. @defaultValue none */
  uris?: readonly string[];
  /** @defaultValue 'client' */
  usage?: 'client' | 'server';
}

/** What a stolen authority could sign: a certificate with any names at all, as a test of those who read it. */
export async function forgeCertificate(
  authority: AuthorityMaterial,
  { commonName, uris = [], usage = 'client' }: ForgedOptions,
): Promise<{ cert: string; key: string }> {
  const key = await generatePrivateKey();
  const { privateKey: signingKey } = await readKeyPair(authority.privateKey);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `4${randomBytes(8).toString('hex').slice(1)}`,
    issuer: new X509Certificate(authority.certificate).subject,
    // Written so, a leading # is one, and not the mark of a value in hexadecimal digits.
    subject: new Name([{ [COMMON_NAME]: [{ utf8String: commonName }] }]),
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    signingAlgorithm: SIGNATURE,
    publicKey: publicKeyOf(key),
    signingKey,
    extensions: [
      new ExtendedKeyUsageExtension([
        usage === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
      ]),
      ...(uris.length > 0
        ? [new SubjectAlternativeNameExtension(uris.map((value) => ({ type: 'url', value })))]
        : []),
    ],
  });
  return { cert: certificate.toString('pem'), key };
}
