import { setTimeout as sleep } from 'node:timers/promises';
import { backoffDelayMs, errorMessage, type Logger } from '@portero/runtime';
import type { Bus, BusOptions } from './bus.ts';
import { BusError, type BusErrorCode } from './bus-error.ts';
import { createDialler } from './dialler.ts';
import { ManagedBus } from './managed-bus.ts';

const PERMANENT: ReadonlySet<BusErrorCode> = new Set(['CONNECT_REFUSED', 'BROKER_UNTRUSTED']);

/**
 * Connects to a broker, trying again with growing pauses, and stays connected until `stop`.
 *
 * @throws {BusError} CONNECT_REFUSED at once when the broker turns the credentials down, BROKER_UNTRUSTED when it cannot show who it
 * is; CONNECT_TIMEOUT with the last cause; TLS_REQUIRED; STOPPED when `signal` ends it
 */
export async function connectBus(options: BusOptions, { logger }: { logger: Logger }): Promise<Bus> {
  if (options.tls && !options.url.startsWith('mqtts:')) {
    throw new BusError(
      'TLS_REQUIRED',
      `${options.url} is not encrypted, but this client has a certificate for its broker. Use mqtts://.`,
      { context: { url: options.url } },
    );
  }
  const dial = createDialler(options);
  const bus = new ManagedBus(options, { dial, logger });
  // A stop on abort ends the attempt under way; once connected the caller has the bus.
  const giveUp = () => void bus.stop();
  options.signal?.addEventListener('abort', giveUp);
  try {
    await connectInTime(bus, options, logger);
    return bus;
  } finally {
    options.signal?.removeEventListener('abort', giveUp);
  }
}

async function connectInTime(bus: ManagedBus, options: BusOptions, logger: Logger): Promise<void> {
  const deadline = performance.now() + (options.connectTimeoutMs ?? 10_000);
  for (let attempt = 0; ; attempt++) {
    try {
      options.signal?.throwIfAborted();
      await bus.start(deadline - performance.now());
      return;
    } catch (error) {
      const delayMs = backoffDelayMs(attempt, { maxMs: options.reconnectMaxMs ?? 5_000 });
      const permanent = error instanceof BusError && PERMANENT.has(error.code);
      if (options.signal?.aborted) {
        throw new BusError('STOPPED', 'Connecting to the broker was given up.', { cause: error });
      }
      if (permanent || performance.now() + delayMs >= deadline) throw error;
      logger.info(
        { reason: errorMessage(error), delayMs: Math.round(delayMs) },
        'no connection to the broker yet',
      );
      // Cut short by the signal, which the next turn of the loop sees.
      await sleep(delayMs, undefined, options.signal && { signal: options.signal }).catch(() => undefined);
    }
  }
}
