import { type Bus, type BusOptions, connectBus, isRetryable } from '@portero/bus';
import { errorMessage, type Logger, retry } from '@portero/runtime';

/** A connection that may still be on its way. */
export interface LaterBus {
  /** Nothing until the first connection. */
  readonly bus: Bus | undefined;
  stop(): Promise<void>;
}

/**
 * Connects in the background for as long as it takes, so that a relay's broker that is down does not keep the rest of
 * the agent from starting. Credentials that the broker turns down are logged, once, as an error.
 */
export function connectLater(
  options: BusOptions,
  { logger, onConnect }: { logger: Logger; onConnect?: (bus: Bus) => Promise<void> },
): LaterBus {
  const stopped = new AbortController();
  let bus: Bus | undefined;
  const connecting = retry(() => connectBus(options, { logger }), {
    firstMs: 500,
    isRetryable,
    signal: stopped.signal,
  })
    .then(async (connected) => {
      if (stopped.signal.aborted) return connected.stop();
      bus = connected;
      return onConnect?.(connected);
    })
    .catch((error: unknown) => {
      if (stopped.signal.aborted) return;
      logger.error(
        { url: options.url, reason: errorMessage(error) },
        'a broker beside the doors is not usable',
      );
    });
  return {
    get bus() {
      return bus;
    },
    async stop() {
      stopped.abort();
      await connecting;
      await bus?.stop();
    },
  };
}
