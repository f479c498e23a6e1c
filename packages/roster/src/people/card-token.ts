import { createHash } from 'node:crypto';
import { checkText } from '../validate.ts';

/**
 * sha256 of the site's id and the token, so that one card has unlike hashes at two sites. Card numbers are short enough
 * to be guessed, so this is not what is kept of a card: see `CardMac`.
 * @throws {RosterError} INVALID_INPUT
 */
export function hashCardToken(siteId: string, token: string): Buffer {
  checkText('token', token, 128);
  return createHash('sha256').update(`portero card v1\0${siteId}\0${token}`).digest();
}
