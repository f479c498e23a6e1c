import { describe, expect, it } from 'vitest';
import { BootClocks } from './boot-clocks.ts';

const boot = { edge: 'hq/main/lobby', bootId: 'b1' };

describe('BootClocks', () => {
  it('gives the first message of a boot age 0, whatever the edge thinks the time is', () => {
    const clocks = new BootClocks();
    expect(clocks.ageMs({ ...boot, issuedAt: 4_000_000_000_000, receivedAtMs: 10 })).toBe(0);
  });

  it('measures the delay of a late message against the fastest one', () => {
    const clocks = new BootClocks();
    clocks.ageMs({ ...boot, issuedAt: 1000, receivedAtMs: 50 });
    expect(clocks.ageMs({ ...boot, issuedAt: 2000, receivedAtMs: 5050 })).toBe(4000);
  });

  it('keeps the clocks of two boots apart', () => {
    const clocks = new BootClocks();
    clocks.ageMs({ ...boot, issuedAt: 1000, receivedAtMs: 50 });
    expect(clocks.ageMs({ ...boot, bootId: 'b2', issuedAt: 9, receivedAtMs: 5050 })).toBe(0);
  });

  it('does not deny for ever after the clock of the edge stepped back', () => {
    const clocks = new BootClocks({ windowMs: 1000 });
    clocks.ageMs({ ...boot, issuedAt: 100_000, receivedAtMs: 0 });
    expect(clocks.ageMs({ ...boot, issuedAt: 40_100, receivedAtMs: 100 })).toBe(60_000);
    clocks.ageMs({ ...boot, issuedAt: 41_500, receivedAtMs: 1500 });
    expect(clocks.ageMs({ ...boot, issuedAt: 42_600, receivedAtMs: 2600 })).toBe(0);
  });

  it('follows a drift far beyond the lifetime of a message', () => {
    const clocks = new BootClocks({ windowMs: 60_000 });
    let worstMs = 0;
    for (let minute = 0; minute < 10_000; minute++) {
      const receivedAtMs = minute * 60_000;
      worstMs = Math.max(worstMs, clocks.ageMs({ ...boot, issuedAt: receivedAtMs * 0.9999, receivedAtMs }));
    }
    expect(worstMs).toBeLessThan(50);
  });

  it('remembers a bounded number of boots', () => {
    const clocks = new BootClocks({ maxBoots: 10 });
    for (let n = 0; n < 100; n++) clocks.ageMs({ edge: 'e', bootId: `${n}`, issuedAt: 0, receivedAtMs: n });
    expect(clocks.size).toBe(10);
  });
});
