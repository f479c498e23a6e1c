import type { Role } from '@portero/access';
import { newId } from '@portero/runtime';
import type { Database, Statement } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { hashSecret, isSecret, newSecret } from './secret-token.ts';
import type { Session, SessionRepository } from './session.ts';

/** Takes those that have ended along. */
const OPEN: Statement = {
  name: 'open-session',
  text: `
    WITH ended AS (DELETE FROM account_sessions WHERE idle_until <= $4 OR expires_at <= $4)
    INSERT INTO account_sessions (id, account_id, token_hash, created_at, idle_until, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};

const USE: Statement = {
  name: 'use-session',
  text: `
    UPDATE account_sessions s SET idle_until = least($3, s.expires_at) FROM accounts a
    WHERE s.token_hash = $1 AND s.idle_until > $2 AND s.expires_at > $2 AND a.id = s.account_id AND NOT a.disabled
    RETURNING s.id, s.created_at AS "createdAt", s.idle_until AS "idleUntil", s.expires_at AS "expiresAt",
      a.id AS "accountId", a.name, a.role, a.disabled, a.failed_attempts AS "failedAttempts",
      a.locked_until AS "lockedUntil", a.created_at AS "accountCreatedAt", a.last_used_at AS "lastUsedAt"`,
};

const CLOSE: Statement = { name: 'close-session', text: 'DELETE FROM account_sessions WHERE id = $1' };

interface SessionRow {
  id: string;
  createdAt: Date;
  idleUntil: Date;
  expiresAt: Date;
  accountId: string;
  name: string;
  role: Role;
  disabled: boolean;
  failedAttempts: number;
  lockedUntil: Date | null;
  accountCreatedAt: Date;
  lastUsedAt: Date | null;
}

function toSession(row: SessionRow): Session {
  const { id, createdAt, idleUntil, expiresAt, accountId, accountCreatedAt, ...rest } = row;
  const account = withoutNulls({ ...rest, id: accountId, createdAt: accountCreatedAt });
  return { id, account, createdAt, idleUntil, expiresAt };
}

export function createSessionRepository(database: Database): SessionRepository {
  return {
    async open(account, { idleMs, absoluteMs }, at) {
      const token = newSecret('pts');
      const id = newId();
      const expiresAt = new Date(at.getTime() + absoluteMs);
      const idleUntil = new Date(Math.min(at.getTime() + idleMs, expiresAt.getTime()));
      const values = [id, account.id, hashSecret(token), at, idleUntil, expiresAt];
      await database.rows('opening a session', OPEN, values);
      return { session: { id, account, createdAt: at, idleUntil, expiresAt }, token };
    },

    async use(token, idleMs, at) {
      if (!isSecret(token)) return undefined;
      const values = [hashSecret(token), at, new Date(at.getTime() + idleMs)];
      const row = await database.row<SessionRow>('finding a session', USE, values);
      return row && toSession(row);
    },

    async close(sessionId) {
      await database.rows('closing a session', CLOSE, [sessionId]);
    },
  };
}
