import { vi } from 'vitest';

/** Polls an expectation for as long as a busy machine may take. */
export function eventually(expectation: () => unknown): Promise<unknown> {
  return vi.waitFor(expectation, { timeout: 20_000, interval: 10 });
}
