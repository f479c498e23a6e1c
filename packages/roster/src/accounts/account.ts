import type { Role } from '@portero/access';

/** Somebody, or something, that may act over the API. */
export interface Account {
  readonly id: string;
  /** By which one signs in: 1 to 64 of a-z, 0-9 and inner dots, hyphens and underscores. Not a secret, and in the audit log. */
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** Since the last time that the password was right. */
  readonly failedAttempts: number;
  /** Until when no password is taken. */
  readonly lockedUntil?: Date;
  readonly createdAt: Date;
  readonly lastUsedAt?: Date;
}

export interface NewAccount {
  name: string;
  role: Role;
  /** 12 to 256 characters; only a scrypt hash is kept. */
  password: string;
}

/** What signing in comes to; that it failed is all that anybody outside is told. */
export type SignIn =
  | { readonly ok: true; readonly account: Account }
  | {
      readonly ok: false;
      readonly reason: 'unknown' | 'wrong' | 'locked' | 'disabled';
      readonly accountId?: string;
    };

export interface AccountRepository {
  /** @throws {RosterError} INVALID_INPUT, ALREADY_EXISTS */
  add(account: NewAccount): Promise<Account>;
  findById(id: string): Promise<Account | undefined>;
  findByName(name: string): Promise<Account | undefined>;
  /** By name. */
  list(): Promise<Account[]>;
  /**
   * Checks a password. An attempt is counted before the password is looked at, so that a thousand at the same moment
   * are a thousand; a right one sets the count back. Whoever asks for an account that is not there, is disabled or
   * locked waits as long as everybody else: always one scrypt.
   */
  signIn(name: string, password: string, at: Date): Promise<SignIn>;
  /** Ends all sessions of the account, and its lock-out. @throws {RosterError} NOT_FOUND, INVALID_INPUT */
  setPassword(id: string, password: string): Promise<Account>;
  /** @throws {RosterError} NOT_FOUND */
  setRole(id: string, role: Role): Promise<Account>;
  /** Disabling ends all sessions; tokens count no more. @throws {RosterError} NOT_FOUND */
  setDisabled(id: string, disabled: boolean): Promise<Account>;
}
