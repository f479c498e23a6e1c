import type { Statement } from '../database/database.ts';

const COLUMNS = `id, name, role, disabled, failed_attempts AS "failedAttempts", locked_until AS "lockedUntil",
  created_at AS "createdAt", last_used_at AS "lastUsedAt"`;

export const ADD_ACCOUNT: Statement = {
  name: 'add-account',
  text: `
    INSERT INTO accounts (id, name, role, password_hash) VALUES ($1, $2, $3, $4) RETURNING ${COLUMNS}`,
};

export const FIND_ACCOUNT: Statement = {
  name: 'find-account',
  text: `SELECT ${COLUMNS} FROM accounts WHERE id = $1`,
};

export const FIND_ACCOUNT_BY_NAME: Statement = {
  name: 'find-account-by-name',
  text: `SELECT ${COLUMNS} FROM accounts WHERE name = $1`,
};

export const LIST_ACCOUNTS: Statement = {
  name: 'list-accounts',
  text: `SELECT ${COLUMNS} FROM accounts ORDER BY name COLLATE "C"`,
};

/**
 * Counts an attempt at $2 as failed unless the account is locked then, and says what to hold the password against. $3
 * attempts are free, then $4 ms, doubling up to $5 ms: `lockOutMs` of the count. A row comes in any case.
 */
export const BEGIN_ATTEMPT: Statement = {
  name: 'begin-sign-in',
  text: `
    WITH counted AS (
      UPDATE accounts SET
        failed_attempts = failed_attempts + 1,
        locked_until = CASE WHEN failed_attempts + 1 >= $3::int
          THEN $2::timestamptz + least($4 * 2 ^ least(failed_attempts + 1 - $3::int, 30), $5) * interval '1 ms' END
      WHERE name = $1 AND (locked_until IS NULL OR locked_until <= $2)
      RETURNING id)
    SELECT a.id, a.disabled, a.password_hash AS "passwordHash", counted.id IS NOT NULL AS counted
    FROM accounts a LEFT JOIN counted ON counted.id = a.id WHERE a.name = $1`,
};

export const END_ATTEMPT: Statement = {
  name: 'end-sign-in',
  text: `
    UPDATE accounts SET failed_attempts = 0, locked_until = NULL, last_used_at = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
};

export const SET_PASSWORD: Statement = {
  name: 'set-account-password',
  text: `
    UPDATE accounts SET password_hash = $2, failed_attempts = 0, locked_until = NULL WHERE id = $1 RETURNING ${COLUMNS}`,
};

export const SET_ROLE: Statement = {
  name: 'set-account-role',
  text: `UPDATE accounts SET role = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
};

export const SET_DISABLED: Statement = {
  name: 'set-account-disabled',
  text: `UPDATE accounts SET disabled = $2 WHERE id = $1 RETURNING ${COLUMNS}`,
};

export const END_SESSIONS: Statement = {
  name: 'end-sessions-of-account',
  text: 'DELETE FROM account_sessions WHERE account_id = $1',
};
