import { createHash, createPrivateKey } from 'node:crypto';
import {
  importSigner,
  readSealingKey,
  readSigningKey,
  type SealingKey,
  type SigningKey,
} from '../src/index.ts';

/** PKCS #8 around 32 private bytes of Ed25519 or X25519 (RFC 8410, section 7). */
const PKCS8_PREFIX = {
  Ed25519: Buffer.from('302e020100300506032b657004220420', 'hex'),
  X25519: Buffer.from('302e020100300506032b656e04220420', 'hex'),
};

/** Made from public words, so that everybody makes the same. Never use them for a door. */
function privateJwk(curve: keyof typeof PKCS8_PREFIX, name: string) {
  const seed = createHash('sha256').update(`portero test vector key: ${name}`).digest();
  const der = Buffer.concat([PKCS8_PREFIX[curve], seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
}

function testKey(name: string): SigningKey {
  return readSigningKey(privateJwk('Ed25519', name));
}

function sealingKey(name: string): SealingKey {
  return readSealingKey(privateJwk('X25519', name));
}

export const KEYS = {
  coordinator: testKey('coordinator'),
  coordinatorNext: testKey('coordinator, next'),
  coordinatorRevoked: testKey('coordinator, revoked'),
  edge: testKey('edge'),
  otherEdge: testKey('other edge'),
  stranger: testKey('stranger'),
};

/** X25519: the installation's two (one in use, one replaced lately), one that is not its own, and an edge's ephemeral. */
export const SEALING_KEYS = {
  sealing: sealingKey('sealing'),
  sealingBefore: sealingKey('sealing, before'),
  sealingOfStranger: sealingKey('sealing, of a stranger'),
  ephemeral: sealingKey('ephemeral'),
};

export type KeyName = keyof typeof KEYS;
export type SealingKeyName = keyof typeof SEALING_KEYS;

export function signerOf(name: KeyName) {
  return importSigner(KEYS[name].privateJwk);
}

export function keysVectors() {
  const entries = Object.entries({ ...KEYS, ...SEALING_KEYS }).map(([name, key]) => [
    name,
    { privateJwk: key.privateJwk, publicJwk: key.publicJwk },
  ]);
  return {
    description:
      'Test-only keys that the other vectors name, Ed25519 to sign and X25519 to seal. The private bytes of each are SHA-256 of "portero test vector key: …". Never use them for a door.',
    keys: Object.fromEntries(entries),
  };
}
