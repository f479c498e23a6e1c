import { ROLES, type Role } from '@portero/access';
import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database, Statement } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { RosterError } from '../roster-error.ts';
import { checkOneOf, invalid, isUuid } from '../validate.ts';
import type { Account, AccountRepository } from './account.ts';
import {
  ADD_ACCOUNT,
  BEGIN_ATTEMPT,
  END_ATTEMPT,
  END_SESSIONS,
  FIND_ACCOUNT,
  FIND_ACCOUNT_BY_NAME,
  LIST_ACCOUNTS,
  SET_DISABLED,
  SET_PASSWORD,
  SET_ROLE,
} from './account-queries.ts';
import { FIRST_LOCK_OUT_MS, FREE_ATTEMPTS, LONGEST_LOCK_OUT_MS } from './lock-out.ts';
import { hashPassword, verifyPassword } from './password-hash.ts';

interface AccountRow {
  id: string;
  name: string;
  role: Role;
  disabled: boolean;
  failedAttempts: number;
  lockedUntil: Date | null;
  createdAt: Date;
  lastUsedAt: Date | null;
}

interface AttemptRow {
  id: string;
  disabled: boolean;
  passwordHash: string;
  counted: boolean;
}

const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/;
const MIN_PASSWORD = 12;
const MAX_PASSWORD = 256;

function toAccount(row: AccountRow): Account {
  return withoutNulls(row);
}

export function noSuchAccount(accountId: string): RosterError {
  return new RosterError('NOT_FOUND', 'There is no such account. portero account list shows them.', {
    context: { accountId },
  });
}

function checkPassword(password: string): void {
  const length = typeof password === 'string' ? password.length : 0;
  if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
    invalid('password', `must have ${MIN_PASSWORD} to ${MAX_PASSWORD} characters`);
  }
}

export function createAccountRepository(
  database: Database,
  { acts }: { acts: AuditActs },
): AccountRepository {
  const change = async (id: string, statement: Statement, value: unknown, endsSessions: boolean) => {
    if (!isUuid(id)) throw noSuchAccount(id);
    const row = await acts.sql('changing an account', async (transaction) => {
      const [changed] = await transaction.rows<AccountRow>(statement, [id, value]);
      if (endsSessions) await transaction.rows(END_SESSIONS, [id]);
      return changed;
    });
    if (!row) throw noSuchAccount(id);
    return toAccount(row);
  };

  return {
    async add({ name, role, password }) {
      if (typeof name !== 'string' || !NAME.test(name)) {
        invalid('name', 'must be 1 to 64 of a-z, 0-9 and inner dots, hyphens and underscores');
      }
      checkOneOf('role', role, ROLES);
      checkPassword(password);
      const values = [newId(), name, role, await hashPassword(password)];
      const [row] = await acts
        .sql('adding an account', (transaction) => transaction.rows<AccountRow>(ADD_ACCOUNT, values))
        .catch((cause) => {
          if (!(cause instanceof RosterError) || cause.code !== 'ALREADY_EXISTS') throw cause;
          throw new RosterError(
            'ALREADY_EXISTS',
            `There is an account ${name} already. Choose another name.`,
            {
              context: { name },
              cause,
            },
          );
        });
      return toAccount(row!);
    },

    async findById(id) {
      if (!isUuid(id)) return undefined;
      const row = await database.row<AccountRow>('finding an account', FIND_ACCOUNT, [id]);
      return row && toAccount(row);
    },

    async findByName(name) {
      const row = await database.row<AccountRow>('finding an account', FIND_ACCOUNT_BY_NAME, [name]);
      return row && toAccount(row);
    },

    async list() {
      return (await database.rows<AccountRow>('listing accounts', LIST_ACCOUNTS)).map(toAccount);
    },

    async signIn(name, password, at) {
      const limits = [FREE_ATTEMPTS, FIRST_LOCK_OUT_MS, LONGEST_LOCK_OUT_MS];
      const attempt = NAME.test(name)
        ? await database.row<AttemptRow>('signing in', BEGIN_ATTEMPT, [name, at, ...limits])
        : undefined;
      const isRight = await verifyPassword(password, attempt?.passwordHash);
      if (!attempt) return { ok: false, reason: 'unknown' };
      const { id: accountId, counted, disabled } = attempt;
      if (!counted) return { ok: false, reason: 'locked', accountId };
      if (!isRight) return { ok: false, reason: 'wrong', accountId };
      if (disabled) return { ok: false, reason: 'disabled', accountId };
      const row = await database.row<AccountRow>('signing in', END_ATTEMPT, [accountId, at]);
      return row ? { ok: true, account: toAccount(row) } : { ok: false, reason: 'unknown' };
    },

    async setPassword(id, password) {
      checkPassword(password);
      return change(id, SET_PASSWORD, await hashPassword(password), true);
    },

    async setRole(id, role) {
      checkOneOf('role', role, ROLES);
      return change(id, SET_ROLE, role, false);
    },

    setDisabled: (id, disabled) => change(id, SET_DISABLED, disabled, disabled),
  };
}
