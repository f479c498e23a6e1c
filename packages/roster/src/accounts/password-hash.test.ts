import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password-hash.ts';

describe('a password', () => {
  it('fits its own hash and no other', async () => {
    const [one, other] = await Promise.all([
      hashPassword('correct horse battery'),
      hashPassword('another one'),
    ]);
    expect(one).toMatch(/^\$scrypt\$ln=16,r=8,p=1\$/);
    expect(await verifyPassword('correct horse battery', one)).toBe(true);
    expect(await verifyPassword('correct horse batterY', one)).toBe(false);
    expect(await verifyPassword('correct horse battery', other)).toBe(false);
  });

  it('has another hash each time', async () => {
    expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
  });

  it('is the same however its accents are composed', async () => {
    expect(
      await verifyPassword('contrasen\u0303a segura', await hashPassword('contrase\u00f1a segura')),
    ).toBe(true);
  });

  it('fits nothing where there is no hash, or one that is damaged', async () => {
    expect(await verifyPassword('', undefined)).toBe(false);
    expect(await verifyPassword('x', '$scrypt$ln=16,r=8,p=1$short$short')).toBe(false);
  });

  it('is checked with the parameters that stand in the hash', async () => {
    const cheap = '$scrypt$ln=4,r=8,p=1$AAAAAAAAAAAAAAAAAAAAAA$';
    const { scryptSync } = await import('node:crypto');
    const hash = scryptSync('an old password', Buffer.alloc(16), 32, { N: 16, r: 8, p: 1 });
    expect(await verifyPassword('an old password', cheap + hash.toString('base64').slice(0, 43))).toBe(true);
  });
});
