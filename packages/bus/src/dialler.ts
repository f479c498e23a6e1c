import type { BusMessage, BusOptions } from './bus.ts';
import { BusError } from './bus-error.ts';
import type { Connection, ProtocolVersion } from './connection.ts';
import { openConnection } from './open-connection.ts';

/** How long one attempt may take before the next is made. */
const ATTEMPT_MS = 5_000;

export interface DialOptions {
  /** Must not throw. */
  onMessage: (message: BusMessage) => void;
  signal: AbortSignal;
  /** @defaultValue 5000, and never more */
  timeoutMs?: number;
}

/** Makes one attempt to connect. @throws {BusError} CONNECT_REFUSED or CONNECT_TIMEOUT */
export type Dial = (options: DialOptions) => Promise<Connection>;

/** Tries MQTT 5 first, and goes on with 3.1.1 once a broker has refused that version. */
export function createDialler(options: BusOptions): Dial {
  let protocolVersion: ProtocolVersion = 5;
  return async ({ onMessage, signal, timeoutMs = ATTEMPT_MS }) => {
    const attempt = { ...options, signal, timeoutMs: Math.max(1, Math.min(timeoutMs, ATTEMPT_MS)) };
    if (protocolVersion === 5) {
      const result = await openConnection({ ...attempt, protocolVersion: 5 }, onMessage);
      if (result.opened) return result.connection;
      protocolVersion = 4;
    }
    const result = await openConnection({ ...attempt, protocolVersion: 4 }, onMessage);
    if (result.opened) return result.connection;
    throw new BusError('CONNECT_REFUSED', `The broker at ${options.url} speaks neither MQTT 5 nor 3.1.1.`);
  };
}
