export type LockState = 'locked' | 'unlocked' | 'unknown';

/** Why a lock opens: travels to logs and to the environment of commands. */
export interface UnlockContext {
  /** `site/building/edge/door` */
  readonly door: string;
  /** Correlation id of the attempt. */
  readonly requestId: string;
}

/**
 * A lock.
 *
 * Invariants: an unlock that overlaps another extends it to the later of the two ends; after the pulse the lock is
 * locked again, by the actuator or by the device itself; `stop` leaves it locked.
 */
export interface DoorActuator {
  readonly state: LockState;
  /**
   * Resolves when the lock has been told to open (and, where the transport says so, has confirmed).
   * @throws {EdgeError} ACTUATOR_FAILED when it could not be told; the door counts as shut
   */
  unlock(pulseMs: number, context: UnlockContext): Promise<void>;
  /** @returns a function that unsubscribes */
  onStateChange(listener: (state: LockState) => void): () => void;
  /** Idempotent. */
  stop(): Promise<void>;
}
