import type { Logger } from '@portero/runtime';
import type { BrokerAccount, BrokerIdentity } from './broker-account.ts';
import { BusError } from './bus-error.ts';

/** @returns who it is, or undefined to refuse the connection */
export type Authenticate = (
  username: string | undefined,
  password: Buffer | undefined,
) => Promise<BrokerIdentity | undefined>;

export interface BrokerOptions {
  /** @defaultValue 0, a free one */
  port?: number;
  /** @defaultValue '127.0.0.1' */
  host?: string;
  /** Those who may connect; a function is asked at each connection. @defaultValue nobody */
  accounts?: readonly BrokerAccount[] | (() => readonly BrokerAccount[] | Promise<readonly BrokerAccount[]>);
  /** Largest MQTT packet accepted. @defaultValue 65536 */
  maxPacketBytes?: number;
  /** @defaultValue 1024 */
  maxConnections?: number;
  /** A connection that has not said who it is by then is closed. @defaultValue 5000 */
  connectTimeoutMs?: number;
}

export interface Broker {
  /** `mqtt://host:port` */
  readonly url: string;
  readonly port: number;
  readonly connectedClients: number;
  /** Idempotent. */
  stop(): Promise<void>;
}

export interface BrokerDeps {
  logger: Logger;
  /** Instead of `accounts`. */
  authenticate?: Authenticate;
}

/**
 * An MQTT 3.1.1 broker in this process. Whoever has no account is refused; whatever no rule allows is denied.
 *
 * @throws {BusError} BROKER_START_FAILED, when the port is taken, for one
 */
export async function startBroker(_options: BrokerOptions, _deps: BrokerDeps): Promise<Broker> {
  throw new BusError('BROKER_START_FAILED', 'The embedded broker is not written yet.');
}
