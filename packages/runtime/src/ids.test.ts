import { describe, expect, it } from 'vitest';
import { newId } from './ids.ts';

describe('newId', () => {
  it('is a UUID of version 7 and the RFC 9562 variant', () => {
    expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('sorts by its time', () => {
    expect(newId(1_000) < newId(2_000)).toBe(true);
    expect(Number.parseInt(newId(0x0123456789ab).replaceAll('-', '').slice(0, 12), 16)).toBe(0x0123456789ab);
  });

  it('does not repeat within a millisecond', () => {
    const ids = Array.from({ length: 10_000 }, () => newId(42));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
