import { createHash, createPrivateKey } from 'node:crypto';
import { importSigner, readSigningKey, type SigningKey } from '../src/index.ts';

/** PKCS #8 around a 32-byte Ed25519 seed (RFC 8410, section 7). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Made from public words, so that everybody makes the same. Never use them for a door. */
function testKey(name: string): SigningKey {
  const seed = createHash('sha256').update(`portero test vector key: ${name}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  return readSigningKey(key.export({ format: 'jwk' }));
}

export const KEYS = {
  coordinator: testKey('coordinator'),
  coordinatorNext: testKey('coordinator, next'),
  coordinatorRevoked: testKey('coordinator, revoked'),
  edge: testKey('edge'),
  otherEdge: testKey('other edge'),
  stranger: testKey('stranger'),
};

export type KeyName = keyof typeof KEYS;

export function signerOf(name: KeyName) {
  return importSigner(KEYS[name].privateJwk);
}

export function keysVectors() {
  const entries = Object.entries(KEYS).map(([name, { privateJwk, publicJwk }]) => [
    name,
    { privateJwk, publicJwk },
  ]);
  return {
    description:
      'Test-only Ed25519 keys that the other vectors name. The seed of each is SHA-256 of "portero test vector key: …". Never use them for a door.',
    keys: Object.fromEntries(entries),
  };
}
