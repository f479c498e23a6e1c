import { AppError } from '@portero/runtime';

export type BusErrorCode =
  /** The broker turned the credentials or the client down. Trying again is pointless. */
  | 'CONNECT_REFUSED'
  /** The certificate of the broker is not of the authority that is believed, or not for that host. It may be an impostor. */
  | 'BROKER_UNTRUSTED'
  /** A certificate was given for a connection that would not be encrypted. */
  | 'TLS_REQUIRED'
  /** Nobody accepted the connection in the time allowed. */
  | 'CONNECT_TIMEOUT'
  /** The message was never sent: no connection in the time allowed. */
  | 'NOT_CONNECTED'
  /** Sent, but not acknowledged in the time allowed: it may or may not have arrived. */
  | 'PUBLISH_TIMEOUT'
  /** The connection broke before the acknowledgement, twice: it may or may not have arrived. */
  | 'CONNECTION_LOST'
  /** The broker answered that this client may not publish there (MQTT 5 only). */
  | 'PUBLISH_REFUSED'
  | 'SUBSCRIBE_REFUSED'
  | 'SUBSCRIBE_TIMEOUT'
  /** More messages wait for a connection than `queueLimit`. */
  | 'QUEUE_FULL'
  | 'TOPIC_INVALID'
  | 'STOPPED'
  | 'BROKER_START_FAILED'
  | 'PASSWORD_HASH_INVALID'
  | 'USERNAME_INVALID';

export class BusError extends AppError<BusErrorCode> {}

const RETRYABLE: ReadonlySet<BusErrorCode> = new Set([
  'CONNECT_TIMEOUT',
  'NOT_CONNECTED',
  'PUBLISH_TIMEOUT',
  'CONNECTION_LOST',
  'SUBSCRIBE_TIMEOUT',
  'QUEUE_FULL',
]);

/** Whether the same call may succeed later without anybody changing anything. */
export function isRetryable(error: unknown): error is BusError {
  return error instanceof BusError && RETRYABLE.has(error.code);
}
