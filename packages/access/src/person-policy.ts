import { periodState } from './grant.ts';
import type { DenialReason } from './reason-code.ts';

export const PERSON_KINDS = Object.freeze(['employee', 'visitor', 'contractor'] as const);

export type PersonKind = (typeof PERSON_KINDS)[number];

export interface Person {
  readonly id: string;
  readonly status: 'active' | 'suspended';
  /** @defaultValue 'employee' */
  readonly kind?: PersonKind | undefined;
  /** First instant at which the person may enter anything, ms since the epoch. @defaultValue always did */
  readonly validFrom?: number | undefined;
  /** First instant at which they no longer may, ms since the epoch. A visitor has one. @defaultValue for ever */
  readonly validUntil?: number | undefined;
  /** Whether they enter only together with an escort. @defaultValue false */
  readonly escorted?: boolean | undefined;
}

/** @returns why the person may enter nothing at all now, whatever they were granted */
export function personRefusal(
  { status, kind = 'employee', validFrom, validUntil }: Person,
  nowMs: number,
): DenialReason | undefined {
  if (status !== 'active') return 'person_suspended';
  // A kind from a newer release may be one that this release would let in too far.
  if (!PERSON_KINDS.includes(kind)) return 'internal_error';
  if (kind === 'visitor' && validUntil === undefined) return 'person_expired';
  const period = periodState({ validFrom, validUntil }, nowMs);
  if (period === 'expired') return 'person_expired';
  return period === 'not_yet_valid' ? 'person_not_yet_valid' : undefined;
}
