import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './sealed-bytes.ts';

const bytes = (minLength = 0) => fc.uint8Array({ minLength, maxLength: 400 });
const KEY = randomBytes(32);

describe('what is sealed', () => {
  it('opens with the same key and associated data, and looks different each time', () => {
    fc.assert(
      fc.property(bytes(), bytes(), (plaintext, associatedData) => {
        const sealed = seal(KEY, plaintext, associatedData);
        expect(sealed).toHaveLength(29 + plaintext.length);
        expect(unseal(KEY, sealed, associatedData)).toEqual(Buffer.from(plaintext));
        expect(seal(KEY, plaintext, associatedData)).not.toEqual(sealed);
      }),
    );
  });

  it('does not open when any one of its bits was changed', () => {
    const sealed = seal(KEY, randomBytes(40), Buffer.from('a'));
    for (let bit = 0; bit < 8 * sealed.length; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(unseal(KEY, changed, Buffer.from('a'))).toBeUndefined();
    }
  });

  it('does not open with another key, for something else, or cut short', () => {
    fc.assert(
      fc.property(bytes(), bytes(), fc.nat(), (plaintext, associatedData, length) => {
        const sealed = seal(KEY, plaintext, associatedData);
        expect(unseal(randomBytes(32), sealed, associatedData)).toBeUndefined();
        expect(unseal(KEY, sealed, Buffer.concat([associatedData, Buffer.of(0)]))).toBeUndefined();
        expect(unseal(KEY, sealed.subarray(0, length % sealed.length), associatedData)).toBeUndefined();
      }),
    );
  });
});
