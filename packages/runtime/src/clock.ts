/** Time as the rest of Portero sees it, so that a test can move it. */
export interface Clock {
  /** Wall clock, milliseconds since the Unix epoch. May jump; use it for records, never to measure. */
  now(): number;
  /** Monotonic clock in milliseconds from an arbitrary start. Use it for every timeout and expiry. */
  monotonicMs(): number;
}

export const systemClock: Clock = Object.freeze({
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
});
