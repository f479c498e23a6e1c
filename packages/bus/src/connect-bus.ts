import type { Logger } from '@portero/runtime';
import type { Bus, BusOptions } from './bus.ts';
import { BusError } from './bus-error.ts';

/**
 * Connects to a broker, trying again with growing pauses, and stays connected until `stop`.
 *
 * @throws {BusError} CONNECT_REFUSED at once when the broker turns the credentials down; CONNECT_TIMEOUT with the last cause
 */
export async function connectBus(options: BusOptions, _deps: { logger: Logger }): Promise<Bus> {
  throw new BusError('CONNECT_TIMEOUT', `The client for ${options.url} is not written yet.`);
}
