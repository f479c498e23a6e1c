import { ROLES, type Role } from '@portero/access';
import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database, Statement } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { RosterError } from '../roster-error.ts';
import { checkDate, checkOneOf, checkText, isUuid } from '../validate.ts';
import type { AccountRepository } from './account.ts';
import { noSuchAccount } from './account-repository.ts';
import type { AccountToken, AccountTokenRepository } from './account-token.ts';
import { hashSecret, isSecret, newSecret } from './secret-token.ts';

const COLUMNS = `id, account_id AS "accountId", name, role, created_at AS "createdAt", expires_at AS "expiresAt",
  revoked_at AS "revokedAt", last_used_at AS "lastUsedAt"`;

const ADD: Statement = {
  name: 'add-account-token',
  text: `
    INSERT INTO account_tokens (id, account_id, name, role, token_hash, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${COLUMNS}`,
};

const LIST: Statement = {
  name: 'list-account-tokens',
  text: `SELECT ${COLUMNS} FROM account_tokens WHERE account_id = $1 ORDER BY id`,
};

const REVOKE: Statement = {
  name: 'revoke-account-token',
  text: `
    UPDATE account_tokens SET revoked_at = coalesce(revoked_at, clock_timestamp())
    WHERE account_id = $1 AND name = $2 RETURNING ${COLUMNS}`,
};

const USE: Statement = {
  name: 'use-account-token',
  text: `
    UPDATE account_tokens SET last_used_at = $2
    WHERE token_hash = $1 AND revoked_at IS NULL AND expires_at > $2 RETURNING ${COLUMNS}`,
};

interface TokenRow {
  id: string;
  accountId: string;
  name: string;
  role: Role;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

function toToken(row: TokenRow): AccountToken {
  return withoutNulls(row);
}

interface TokenDeps {
  acts: AuditActs;
  accounts: Pick<AccountRepository, 'findById'>;
}

export function createAccountTokenRepository(
  database: Database,
  { acts, accounts }: TokenDeps,
): AccountTokenRepository {
  return {
    async add({ accountId, name, role, expiresAt }) {
      checkText('name', name, 100);
      checkOneOf('role', role, ROLES);
      checkDate('expiresAt', expiresAt);
      if (!(await accounts.findById(accountId))) throw noSuchAccount(accountId);
      const secret = newSecret('ptk');
      const values = [newId(), accountId, name, role, hashSecret(secret), expiresAt];
      const [row] = await acts
        .sql('adding a token', (transaction) => transaction.rows<TokenRow>(ADD, values))
        .catch((cause) => {
          if (!(cause instanceof RosterError) || cause.code !== 'ALREADY_EXISTS') throw cause;
          throw new RosterError(
            'ALREADY_EXISTS',
            'The account has, or had, a token of that name. Choose another, so that the log stays clear.',
            { context: { accountId }, cause },
          );
        });
      return { token: toToken(row!), secret };
    },

    async listForAccount(accountId) {
      if (!isUuid(accountId)) return [];
      return (await database.rows<TokenRow>('listing tokens', LIST, [accountId])).map(toToken);
    },

    async revoke(accountId, name) {
      const [row] = isUuid(accountId)
        ? await acts.sql('revoking a token', (transaction) =>
            transaction.rows<TokenRow>(REVOKE, [accountId, name]),
          )
        : [];
      if (!row) {
        throw new RosterError('NOT_FOUND', 'The account has no token of that name. List them first.', {
          context: { accountId },
        });
      }
      return toToken(row);
    },

    async use(secret, at) {
      if (!isSecret(secret)) return undefined;
      const row = await database.row<TokenRow>('finding a token', USE, [hashSecret(secret), at]);
      const account = row && (await accounts.findById(row.accountId));
      return row && account && !account.disabled ? { token: toToken(row), account } : undefined;
    },
  };
}
