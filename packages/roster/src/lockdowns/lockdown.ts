/** A place that only those pass who were given the right to. */
export interface Lockdown {
  readonly id: string;
  /** A site, a building or a door. */
  readonly place: string;
  readonly reason?: string;
  readonly startedAt: Date;
  /** Absent while it holds. */
  readonly endedAt?: Date;
}

export interface LockdownRepository {
  /**
   * Holds from the moment it is committed, which is when this returns: every decision reads it. Idempotent: of a place
   * that is locked down already the earlier lockdown is given back.
   *
   * @param place `site`, `site/building` or `site/building/edge/door`
   * @throws {RosterError} NOT_FOUND, INVALID_PLACE, INVALID_INPUT
   */
  start(place: string, reason?: string): Promise<Lockdown>;
  /**
   * Ends the lockdown of exactly that place; one of its building or site goes on.
   * @returns undefined when it was not locked down
   * @throws {RosterError} NOT_FOUND, INVALID_PLACE
   */
  end(place: string): Promise<Lockdown | undefined>;
  /** Those that hold, oldest first: of the place, of what it lies in, and of what lies in it. @param place default: all */
  list(place?: string): Promise<Lockdown[]>;
}
