import type { DoorRules } from '../passages/door-rules.ts';
import type { AccessGrant } from '../people/access-grant.ts';
import type { Person } from '../people/person.ts';
import type { Door } from '../places/place.ts';

/** Who stands before which door, as far as that is known. */
export interface CircumstancesQuestion {
  /** `site/building/edge/door` */
  readonly door: string;
  readonly personId?: string | undefined;
  /** Of the lookalikes that are asked for. */
  readonly modelId: string;
}

export type GrantInForce = Pick<
  AccessGrant,
  'id' | 'personId' | 'validFrom' | 'validUntil' | 'revokedAt' | 'schedule' | 'passesLockdown'
>;

/** What the roster says about a door and a person at one moment. */
export interface Circumstances {
  /** With what holds there; absent when there is no such door. */
  readonly door?: Door & { readonly rules: DoorRules };
  /** Without a name: no decision asks for it. Absent when nobody has that id. */
  readonly person?: Pick<Person, 'id' | 'status' | 'kind' | 'validFrom' | 'validUntil' | 'escorted'>;
  /** Unrevoked ones of the person for the door or its building. */
  readonly grants: readonly GrantInForce[];
  /** Whether the person is registered to look like anybody. */
  readonly hasLookalikes: boolean;
}

export interface CircumstancesRepository {
  /**
   * Read anew for each question, all of it in one snapshot that is taken after the question was asked: a suspension, a
   * revocation or a lockdown holds from the moment it is committed. Those who ask at the same time share a round trip.
   *
   * @throws {RosterError} INVALID_PLACE, INVALID_INPUT, or a retryable one
   */
  of(question: CircumstancesQuestion): Promise<Circumstances>;
}
