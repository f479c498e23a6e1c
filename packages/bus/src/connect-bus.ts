import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type { Bus, BusOptions } from './bus.ts';
import { BusError } from './bus-error.ts';
import { createDialler } from './dialler.ts';
import { ManagedBus } from './managed-bus.ts';

/**
 * Connects to a broker, trying again with growing pauses, and stays connected until `stop`.
 *
 * @throws {BusError} CONNECT_REFUSED at once when the broker turns the credentials down; CONNECT_TIMEOUT with the last cause
 */
export async function connectBus(options: BusOptions, { logger }: { logger: Logger }): Promise<Bus> {
  const dial = createDialler(options);
  const bus = new ManagedBus(options, { dial, logger });
  const deadline = performance.now() + (options.connectTimeoutMs ?? 10_000);
  for (let attempt = 0; ; attempt++) {
    try {
      await bus.start(deadline - performance.now());
      return bus;
    } catch (error) {
      const delayMs = backoffDelayMs(attempt, { maxMs: options.reconnectMaxMs ?? 5_000 });
      const permanent = error instanceof BusError && error.code === 'CONNECT_REFUSED';
      if (permanent || performance.now() + delayMs >= deadline) throw error;
      logger.info(
        { reason: errorMessage(error), delayMs: Math.round(delayMs) },
        'no connection to the broker yet',
      );
      await sleep(delayMs);
    }
  }
}
