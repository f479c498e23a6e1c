import type { Logger } from '@portero/runtime';
import type { Relay } from './relay.ts';

/** No hardware: what would have happened is written to the log. */
export function logRelay(logger: Logger): Relay {
  return {
    async unlock(pulseMs, { requestId }) {
      logger.info({ pulseMs, requestId }, 'the lock opens');
    },
    async lock() {
      logger.info('the lock shuts');
    },
    async stop() {},
  };
}
