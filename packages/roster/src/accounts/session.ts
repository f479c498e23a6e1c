import type { Account } from './account.ts';

/** Somebody who is signed in. */
export interface Session {
  readonly id: string;
  readonly account: Account;
  readonly createdAt: Date;
  /** Ends then unless it is used before. */
  readonly idleUntil: Date;
  /** Ends then however much it is used. */
  readonly expiresAt: Date;
}

export interface SessionLife {
  idleMs: number;
  absoluteMs: number;
}

export interface SessionRepository {
  /** @returns the session and its token, of which only a hash is kept */
  open(account: Account, life: SessionLife, at: Date): Promise<{ session: Session; token: string }>;
  /**
   * The session of a token at that time, its idle time begun anew; nothing when it has ended, when the account is
   * disabled, or when there never was such a session.
   */
  use(token: string, idleMs: number, at: Date): Promise<Session | undefined>;
  /** At once, for whoever asks next. Idempotent. */
  close(sessionId: string): Promise<void>;
}
