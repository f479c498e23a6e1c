import { AppError } from '@portero/runtime';

export type ProtocolErrorCode =
  /** A place or a topic does not have the form that the protocol gives it. */
  | 'ADDRESS_INVALID'
  /** A key is not an Ed25519 JSON Web Key, or its `kid` is not its own thumbprint. */
  | 'KEY_INVALID'
  /** What was to be sent breaks the schema of its own message. */
  | 'MESSAGE_INVALID'
  /** An embedding is not 1 to 1024 finite float32 values. */
  | 'EMBEDDING_INVALID'
  /** A challenge was asked for with a request id, a lifetime or a bound outside its range. */
  | 'CHALLENGE_INVALID';

/**
 * Thrown for mistakes of the caller. What arrives from the network is never thrown about: it comes back as a
 * {@link Refused} with a reason.
 */
export class ProtocolError extends AppError<ProtocolErrorCode> {}
