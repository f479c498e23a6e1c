import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * scrypt (RFC 7914) with N = 2^16, r = 8, p = 1: 64 MiB and some 0.24 s of CPU (measured) for each guess. The parameters stand in each
 * hash, so that they can be raised without anybody changing their password.
 */
const LOG2_N = 16;
const R = 8;
const P = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Nobody's: what a password is held against where there is no account, so that this takes as long. */
const NOBODY = `$scrypt$ln=${LOG2_N},r=${R},p=${P}$${'A'.repeat(22)}$${'A'.repeat(43)}`;

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** @returns `$scrypt$ln=16,r=8,p=1$salt$hash`, salt and hash in base64 without padding */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, { log2N: LOG2_N, r: R, p: P });
  return `$scrypt$ln=${LOG2_N},r=${R},p=${P}$${unpadded(salt)}$${unpadded(hash)}`;
}

/**
 * Compares in constant time. Without a stored hash the same work is done, and the answer is false.
 *
 * @param stored of `hashPassword`; a text that is none fits no password
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const known = FORM.exec(stored ?? '');
  const [, log2N, r, p, salt, expected] = known ?? FORM.exec(NOBODY)!;
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const actual = await derive(password, Buffer.from(salt!, 'base64'), cost);
  return timingSafeEqual(actual, Buffer.from(expected!, 'base64')) && known !== null;
}

interface Cost {
  log2N: number;
  r: number;
  p: number;
}

/** NFC, so that a password is the same from every keyboard. */
function derive(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** log2N, r, p, maxmem: 256 * 2 ** log2N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
