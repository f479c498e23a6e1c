import { isIPv6 } from 'node:net';
import { lockOutMs } from '@portero/roster';
import type { Clock } from '@portero/runtime';

/** Attempts of an address, on top of those that are free to an account, before it has to wait: offices share one. */
const ALLOWANCE = 10;
const FORGET_AFTER_MS = 3_600_000;
const MAX_ADDRESSES = 4096;

interface Record {
  failed: number;
  lockedUntilMs: number;
  lastMs: number;
}

/**
 * Makes an address that keeps failing to sign in wait, twice as long each time, whatever accounts it tries. An attempt
 * counts from when it begins. In memory: a restart forgives, which the lock-out of the account does not.
 */
export class AddressBackOff {
  readonly #clock: Clock;
  readonly #records = new Map<string, Record>();

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** Counts an attempt as failed. @returns how long to wait instead, 0 to go on */
  begin(address: string): number {
    const nowMs = this.#clock.monotonicMs();
    const key = keyOf(address);
    const known = this.#records.get(key);
    const record =
      known && nowMs - known.lastMs < FORGET_AFTER_MS
        ? known
        : { failed: 0, lockedUntilMs: 0, lastMs: nowMs };
    if (nowMs < record.lockedUntilMs) return record.lockedUntilMs - nowMs;
    record.failed++;
    record.lastMs = nowMs;
    record.lockedUntilMs = nowMs + lockOutMs(record.failed - ALLOWANCE);
    this.#records.delete(key);
    this.#records.set(key, record);
    if (this.#records.size > MAX_ADDRESSES) this.#records.delete(this.#records.keys().next().value!);
    return 0;
  }

  /** The attempt was none that failed. Earlier ones still count: who has one account may not guess at others for ever. */
  succeeded(address: string): void {
    const record = this.#records.get(keyOf(address));
    if (!record) return;
    record.failed--;
    record.lockedUntilMs = 0;
  }
}

/** Whoever has an IPv6 address has 2^64 of them. */
export function keyOf(address: string): string {
  if (address.startsWith('::ffff:')) return address.slice(7);
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').filter(Boolean).length;
  const all = [...groups, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  return `${all.slice(0, 4).join(':')}::/64`;
}
