import { newId } from '@portero/runtime';
import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database, Statement } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { checkUuid, isUuid } from '../validate.ts';
import type { Proposal, ProposalRepository } from './proposal.ts';

const COLUMNS = `p.id, p.act, p.subject_id AS "subjectId", p.settings, p.state, p.proposed_by AS "proposedBy",
  p.proposed_at AS "proposedAt", p.expires_at AS "expiresAt", p.decided_by AS "decidedBy", p.decided_at AS "decidedAt"`;

const ADD: Statement = {
  name: 'add-proposal',
  text: `
    INSERT INTO proposals AS p (id, act, subject_id, settings, proposed_by, proposed_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
};

const FIND: Statement = { name: 'find-proposal', text: `SELECT ${COLUMNS} FROM proposals p WHERE p.id = $1` };

const LIST_PENDING: Statement = {
  name: 'list-pending-proposals',
  text: `SELECT ${COLUMNS} FROM proposals p WHERE p.state = 'pending' AND p.expires_at > $1 ORDER BY p.id`,
};

/** Gives no row unless everything is as it must be, all in the statement that changes it. */
const CONFIRM: Statement = {
  name: 'confirm-proposal',
  text: `
    UPDATE proposals p SET state = 'confirmed', decided_by = $2, decided_at = $3 FROM accounts a
    WHERE p.id = $1 AND p.state = 'pending' AND p.expires_at > $3 AND p.proposed_by <> $2
      AND a.id = p.proposed_by AND a.role = 'administrator' AND NOT a.disabled
    RETURNING ${COLUMNS}`,
};

const WITHDRAW: Statement = {
  name: 'withdraw-proposal',
  text: `
    UPDATE proposals p SET state = 'withdrawn', decided_by = $2, decided_at = $3
    WHERE p.id = $1 AND p.state = 'pending' RETURNING ${COLUMNS}`,
};

const MARK_FAILED: Statement = {
  name: 'mark-proposal-failed',
  text: `UPDATE proposals SET state = 'failed' WHERE id = $1 AND state = 'confirmed'`,
};

type Nullable = 'decidedBy' | 'decidedAt';
type ProposalRow = Omit<Proposal, Nullable> & { decidedBy: string | null; decidedAt: Date | null };

function toProposal(row: ProposalRow): Proposal {
  return withoutNulls(row);
}

export function createProposalRepository(
  database: Database,
  { acts }: { acts: AuditActs },
): ProposalRepository {
  const find = async (id: string): Promise<Proposal | undefined> => {
    if (!isUuid(id)) return undefined;
    const row = await database.row<ProposalRow>('finding a proposal', FIND, [id]);
    return row && toProposal(row);
  };

  return {
    find,

    async add({ act, subjectId, settings = {}, proposedBy, proposedAt, expiresAt }) {
      checkUuid('subjectId', subjectId);
      const values = [newId(), act, subjectId, JSON.stringify(settings), proposedBy, proposedAt, expiresAt];
      const [row] = await acts.sql('proposing an act', (transaction) =>
        transaction.rows<ProposalRow>(ADD, values),
      );
      return toProposal(row!);
    },

    async listPending(at) {
      return (await database.rows<ProposalRow>('listing proposals', LIST_PENDING, [at])).map(toProposal);
    },

    async confirm(id, by, at) {
      const [row] = isUuid(id)
        ? await acts.sql('confirming an act', (transaction) =>
            transaction.rows<ProposalRow>(CONFIRM, [id, by, at]),
          )
        : [];
      if (row) return { ok: true, proposal: toProposal(row) };
      const found = await find(id);
      if (!found) return { ok: false, reason: 'unknown' };
      if (found.state !== 'pending') return { ok: false, reason: 'decided' };
      if (found.expiresAt <= at) return { ok: false, reason: 'expired' };
      if (found.proposedBy === by) return { ok: false, reason: 'own' };
      return { ok: false, reason: 'proposer_not_administrator' };
    },

    async withdraw(id, by, at) {
      const [row] = isUuid(id)
        ? await acts.sql('withdrawing a proposal', (transaction) =>
            transaction.rows<ProposalRow>(WITHDRAW, [id, by, at]),
          )
        : [];
      return row && toProposal(row);
    },

    async markFailed(id) {
      await acts.sql('noting that an act failed', (transaction) => transaction.rows(MARK_FAILED, [id]));
    },
  };
}
