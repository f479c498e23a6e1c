import type { Logger } from '@portero/runtime';
import { BusError } from './bus-error.ts';
import type { Connection } from './connection.ts';

/**
 * Subscribes to all filters on a new connection. One that the broker refuses is logged and passed over: the rights of the account
 * may have changed, and the others are still wanted.
 *
 * @throws {BusError} SUBSCRIBE_TIMEOUT or {ConnectionClosedError}; the connection is then ended
 */
export async function renewSubscriptions(
  connection: Connection,
  filters: readonly string[],
  { timeoutMs, logger }: { timeoutMs: number; logger: Logger },
): Promise<void> {
  const subscribe = async (filter: string) => {
    try {
      await grantedInTime(connection.subscribe(filter), timeoutMs, filter);
    } catch (error) {
      if (!(error instanceof BusError && error.code === 'SUBSCRIBE_REFUSED')) throw error;
      logger.error({ filter }, 'the broker does not renew a subscription');
    }
  };
  try {
    await Promise.all(filters.map(subscribe));
  } catch (error) {
    await connection.end();
    throw error;
  }
}

/** @throws {BusError} SUBSCRIBE_TIMEOUT, or what the task throws */
export async function grantedInTime<T>(task: Promise<T>, timeoutMs: number, filter: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `The broker did not grant the subscription to ${filter} in time.`;
    timer = setTimeout(
      () => reject(new BusError('SUBSCRIBE_TIMEOUT', message, { context: { filter } })),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([task, late]);
  } finally {
    clearTimeout(timer);
  }
}
