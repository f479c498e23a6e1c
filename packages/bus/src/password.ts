import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { BusError } from './bus-error.ts';

const scryptAsync = promisify<Buffer, Buffer, number, ScryptOptions, Buffer>(scrypt);

/**
 * Cost of a new hash (RFC 7914): 16 MiB and some 50 ms. Device passwords are random (`generatePassword`), so a stolen hash is of
 * no use at any cost; this is for those that a person chose.
 */
const COST = { N: 2 ** 14, r: 8, p: 1 };
const KEY_BYTES = 32;
/** Beyond this a hash in a file is a way to make the broker run out of memory. */
const MAX_MEMORY_BYTES = 128 * 1024 * 1024;

/** 256 random bits, base64url: what a device is given. */
export function generatePassword(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns `scrypt$N$r$p$salt$key`, salt and key in base64url */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(Buffer.from(password, 'utf8'), salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

/**
 * Compares in constant time.
 *
 * @throws {BusError} PASSWORD_HASH_INVALID when the hash is not one of `hashPassword`
 */
export async function verifyPassword(password: Buffer, hash: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{16,64})\$([\w-]{43})$/.exec(hash);
  if (!match) {
    throw new BusError(
      'PASSWORD_HASH_INVALID',
      'A password hash is not of the form scrypt$N$r$p$salt$key; make the account anew.',
    );
  }
  const [N, r, p] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const expected = Buffer.from(match[5]!, 'base64url');
  const key = await derive(password, Buffer.from(match[4]!, 'base64url'), { N, r, p });
  return timingSafeEqual(key, expected);
}

async function derive(password: Buffer, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  try {
    return await scryptAsync(password, salt, KEY_BYTES, { ...cost, maxmem: MAX_MEMORY_BYTES });
  } catch (error) {
    throw new BusError(
      'PASSWORD_HASH_INVALID',
      'A password hash has impossible costs; make the account anew.',
      {
        cause: error,
      },
    );
  }
}
