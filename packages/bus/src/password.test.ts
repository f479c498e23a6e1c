import { describe, expect, test } from 'vitest';
import { generatePassword, hashPassword, verifyPassword } from './password.ts';

describe('a password hash', () => {
  test('accepts its password and no other, and is different each time', async () => {
    const [one, other] = await Promise.all([hashPassword('llave ñ'), hashPassword('llave ñ')]);
    expect(one).not.toBe(other);
    expect(await verifyPassword(Buffer.from('llave ñ'), one)).toBe(true);
    expect(await verifyPassword(Buffer.from('llave n'), one)).toBe(false);
    expect(await verifyPassword(Buffer.alloc(0), one)).toBe(false);
  });

  test.each(['', 'plain', 'scrypt$1$1$1$x$y', `scrypt$99999999$8$1$${'a'.repeat(22)}$${'b'.repeat(43)}`])(
    'is refused when it is %j',
    async (hash) => {
      await expect(verifyPassword(Buffer.from('x'), hash)).rejects.toMatchObject({
        code: 'PASSWORD_HASH_INVALID',
      });
    },
  );
});

test('generated passwords are long and different', () => {
  expect(generatePassword()).toMatch(/^[\w-]{43}$/);
  expect(generatePassword()).not.toBe(generatePassword());
});
