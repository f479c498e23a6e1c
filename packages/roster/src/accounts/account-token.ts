import type { Role } from '@portero/access';
import type { Account } from './account.ts';

/** For programs: a secret that stands for an account, with a role of its own that can only be less. */
export interface AccountToken {
  readonly id: string;
  readonly accountId: string;
  /** Unique within the account. */
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt?: Date;
  readonly lastUsedAt?: Date;
}

export interface NewAccountToken {
  accountId: string;
  /** 1 to 100 characters. */
  name: string;
  role: Role;
  /** In the future. */
  expiresAt: Date;
}

export interface AccountTokenRepository {
  /**
   * @returns the token, and its secret, which nobody will ever see again
   * @throws {RosterError} NOT_FOUND (account), ALREADY_EXISTS (a token of that name), INVALID_INPUT
   */
  add(token: NewAccountToken): Promise<{ token: AccountToken; secret: string }>;
  listForAccount(accountId: string): Promise<AccountToken[]>;
  /** Idempotent: the time of the first revocation stays. @throws {RosterError} NOT_FOUND */
  revoke(accountId: string, name: string): Promise<AccountToken>;
  /** Nothing when it is revoked or has run out at that time, when the account is disabled, or when there is none. */
  use(secret: string, at: Date): Promise<{ token: AccountToken; account: Account } | undefined>;
}
