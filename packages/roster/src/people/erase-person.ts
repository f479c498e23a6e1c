import type { AuditActs } from '../audit/audit-acts.ts';
import type { Database } from '../database/database.ts';
import { withoutNulls } from '../database/without-nulls.ts';
import { RosterError } from '../roster-error.ts';
import { isUuid } from '../validate.ts';
import { ERASE, WHAT_IS_LEFT } from './erasure-queries.ts';
import { noSuchPerson } from './no-such-person.ts';
import type { Erasure } from './person.ts';

type ErasedRow = Omit<Erasure, 'checkedAt' | 'wrappedBy'> & { wrappedBy: string | null };

/**
 * Erases a person in one transaction, then looks whether it is so.
 * @throws {RosterError} NOT_FOUND, ERASURE_INCOMPLETE
 */
export async function erasePerson(
  personId: string,
  { database, acts }: { database: Database; acts: AuditActs },
): Promise<Erasure> {
  const [erased] = isUuid(personId)
    ? await acts.sql('erasing a person', (transaction) => transaction.rows<ErasedRow>(ERASE, [personId]))
    : [];
  if (!erased) throw noSuchPerson(personId);
  const left = await database.row<{ checkedAt: Date; rows: number }>('checking an erasure', WHAT_IS_LEFT, [
    personId,
  ]);
  if (!left || left.rows > 0) {
    throw new RosterError(
      'ERASURE_INCOMPLETE',
      `Something of the person ${personId} is in the database again: somebody enrolled them, or restored rows, meanwhile. Remove them again.`,
      { context: { personId, rows: left?.rows } },
    );
  }
  return withoutNulls({ ...erased, checkedAt: left.checkedAt });
}
