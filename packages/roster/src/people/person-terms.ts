import { checkOneOf, checkValidity, invalid } from '../validate.ts';
import type { PersonKind, PersonTerms } from './person.ts';

export interface StoredTerms {
  kind: PersonKind;
  validFrom: Date | null;
  validUntil: Date | null;
  escorted: boolean;
  mayEscort: boolean;
}

/**
 * The terms as the columns have them.
 * @throws {RosterError} INVALID_INPUT
 */
export function storedTerms(terms: PersonTerms): StoredTerms {
  const { kind = 'employee', validFrom, validUntil, escorted = false, mayEscort = false } = terms;
  checkOneOf('kind', kind, ['employee', 'visitor', 'contractor']);
  checkValidity(validFrom, validUntil);
  if (kind === 'visitor' && !validUntil) invalid('validUntil', 'must be given for a visitor');
  if (kind === 'employee' && escorted)
    invalid('escorted', 'is for visitors and contractors, not for an employee');
  if (kind !== 'employee' && mayEscort) invalid('mayEscort', 'is for employees only');
  return { kind, validFrom: validFrom ?? null, validUntil: validUntil ?? null, escorted, mayEscort };
}
