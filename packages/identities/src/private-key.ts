import { createPrivateKey, createPublicKey, generateKeyPair, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { PublicKey } from './certificate-library.ts';

const generate = promisify(generateKeyPair);

/** P-256 with SHA-256: what every TLS library takes for certificates, mosquitto's and EMQX's included. */
export const SIGNATURE = Object.freeze({ name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' });

/** @returns a new P-256 private key, PKCS #8 in PEM */
export async function generatePrivateKey(): Promise<string> {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** A public key of which somebody has shown that they hold the private one. */
export type ProvenKey = PublicKey;

/** The public half of a key that the caller holds. */
export function publicKeyOf(privateKeyPem: string): ProvenKey {
  const spki = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'der' });
  return new PublicKey(new Uint8Array(spki));
}

/** The pair as the certificate library wants it. @throws {Error} when the text is not a P-256 private key */
export async function readKeyPair(privateKeyPem: string): Promise<webcrypto.CryptoKeyPair> {
  const key = createPrivateKey(privateKeyPem);
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const [privateKey, publicKey] = await Promise.all([
    webcrypto.subtle.importKey('pkcs8', pkcs8, SIGNATURE, false, ['sign']),
    webcrypto.subtle.importKey('spki', spki, SIGNATURE, true, ['verify']),
  ]);
  return { privateKey, publicKey };
}
