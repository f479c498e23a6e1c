import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitUntilOptions {
  /** @defaultValue 10000 */
  timeoutMs?: number;
  /** What is waited for, for the message of the failure. @defaultValue 'the condition' */
  what?: string;
  /** @defaultValue 10 */
  intervalMs?: number;
}

/**
 * Polls until `condition` gives something truthy.
 *
 * @returns what the condition gave
 * @throws {Error} naming `what` after `timeoutMs`; whatever the condition throws is thrown at once
 */
export async function waitUntil<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 10_000, what = 'the condition', intervalMs = 10 }: WaitUntilOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}.`);
    await sleep(intervalMs);
  }
}
