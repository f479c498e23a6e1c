import { ManualClock } from '@portero/testkit';
import { describe, expect, it } from 'vitest';
import { AddressBackOff, keyOf } from './address-back-off.ts';

describe('AddressBackOff', () => {
  it('makes an address wait after fifteen failures, twice as long each time, and nobody else', () => {
    const clock = new ManualClock();
    const backOff = new AddressBackOff({ clock });
    for (let attempt = 1; attempt <= 15; attempt++) expect(backOff.begin('10.0.0.1')).toBe(0);
    expect(backOff.begin('10.0.0.1')).toBe(30_000);
    expect(backOff.begin('10.0.0.2')).toBe(0);
    clock.advance(30_000);
    expect(backOff.begin('10.0.0.1')).toBe(0);
    expect(backOff.begin('10.0.0.1')).toBe(60_000);
  });

  it('does not let somebody with an account of their own guess at others', () => {
    const backOff = new AddressBackOff({ clock: new ManualClock() });
    for (let attempt = 1; attempt <= 15; attempt++) {
      expect(backOff.begin('10.0.0.1')).toBe(0);
      if (attempt === 15) break;
      expect(backOff.begin('10.0.0.1')).toBe(0);
      backOff.succeeded('10.0.0.1');
    }
    expect(backOff.begin('10.0.0.1')).toBe(30_000);
  });

  it('forgets after an hour', () => {
    const clock = new ManualClock();
    const backOff = new AddressBackOff({ clock });
    for (let attempt = 1; attempt <= 15; attempt++) backOff.begin('10.0.0.1');
    clock.advance(3_600_000);
    for (let attempt = 1; attempt <= 15; attempt++) expect(backOff.begin('10.0.0.1')).toBe(0);
  });
});

describe('the key of an address', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('of %s is %s', (address, key) => {
    expect(keyOf(address)).toBe(key);
  });
});
