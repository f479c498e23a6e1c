import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  type JsonWebKey,
  randomBytes,
  sign,
} from 'node:crypto';

/** A compact JWS taken apart, header and payload as text. */
export function partsOf(compact: string | Buffer): { header: string; payload: string; signature: string } {
  const [header = '', payload = '', signature = ''] = compact.toString().split('.');
  const text = (part: string) => Buffer.from(part, 'base64url').toString();
  return { header: text(header), payload: text(payload), signature };
}

const encoded = (value: object | string) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Other values under the old signature. */
export function reencode(compact: string | Buffer, change: Record<string, unknown>): string {
  const { header, payload, signature } = partsOf(compact);
  return [encoded(header), encoded({ ...JSON.parse(payload), ...change }), signature].join('.');
}

export function withoutAlgorithm(compact: string | Buffer): string {
  const { header, payload } = partsOf(compact);
  return `${encoded({ ...JSON.parse(header), alg: 'none' })}.${encoded(payload)}.`;
}

/** A verifier that lets the message choose the algorithm would check this with the public key as the secret. */
export function macWithPublicKey(
  compact: string | Buffer,
  publicJwk: { x: string },
  alg: 'HS256' | 'HS512',
): string {
  const { header, payload } = partsOf(compact);
  const input = `${encoded({ ...JSON.parse(header), alg })}.${encoded(payload)}`;
  const hash = { HS256: 'sha256', HS512: 'sha512' }[alg];
  const mac = createHmac(hash, Buffer.from(publicJwk.x, 'base64url')).update(input).digest();
  return `${input}.${mac.toString('base64url')}`;
}

/** Any text at all as the payload of a message that a key signed in truth. */
export function signText(compact: string | Buffer, text: string, privateJwk: JsonWebKey): string {
  const input = `${encoded(partsOf(compact).header)}.${encoded(text)}`;
  const key = createPrivateKey({ key: { ...privateJwk }, format: 'jwk' });
  return `${input}.${sign(null, Buffer.from(input), key).toString('base64url')}`;
}

/** The seal of a signed observation whose key everybody knows: the ephemeral key agrees on zeroes with every other. */
export function sealWithZeroSecret(jws: string, sealed: string): string {
  const header = JSON.parse(partsOf(sealed).header) as { epk: object };
  const low = Buffer.alloc(32).toString('base64url');
  const headerText = encoded({ ...header, epk: { kty: 'OKP', crv: 'X25519', x: low } });
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  const known = [
    number(1),
    Buffer.alloc(32),
    number(7),
    Buffer.from('A256GCM'),
    number(0),
    number(0),
    number(256),
  ];
  const key = createHash('sha256').update(Buffer.concat(known)).digest();
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(headerText));
  const ciphertext = Buffer.concat([cipher.update(jws), cipher.final()]);
  const rest = [iv, ciphertext, cipher.getAuthTag()].map((bytes) => bytes.toString('base64url'));
  return [headerText, '', ...rest].join('.');
}

/** One bit of one part of a sealed message, another. */
export function flipBit(sealed: string, part: 0 | 2 | 3 | 4): string {
  const parts = sealed.split('.');
  const bytes = Buffer.from(parts[part]!, 'base64url');
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  return parts.with(part, bytes.toString('base64url')).join('.');
}
