/** Permission of one person for one building or one door. */
export interface AccessGrant {
  readonly id: string;
  readonly personId: string;
  /** `site/building` or `site/building/edge/door` */
  readonly place: string;
  readonly buildingId?: string;
  readonly doorId?: string;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  /** Opaque to the roster; `@portero/access` gives it a meaning. */
  readonly schedule?: unknown;
  /** Whether it holds while the place is locked down, too. */
  readonly passesLockdown: boolean;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

export interface NewAccessGrant {
  personId: string;
  /** `site/building` for every door of a building, or `site/building/edge/door`. */
  place: string;
  validFrom?: Date | undefined;
  /** Must lie after `validFrom`. */
  validUntil?: Date | undefined;
  /** Any JSON. */
  schedule?: unknown;
  /** @defaultValue false */
  passesLockdown?: boolean | undefined;
}

export interface GrantRepository {
  /** @throws {RosterError} NOT_FOUND (person or place), INVALID_PLACE, INVALID_INPUT */
  grant(grant: NewAccessGrant): Promise<AccessGrant>;
  /** Idempotent: the time of the first revocation stays. @throws {RosterError} NOT_FOUND */
  revoke(grantId: string): Promise<AccessGrant>;
  /** Unrevoked ones unless asked for, oldest first. */
  list(filter?: {
    personId?: string | undefined;
    place?: string | undefined;
    includeRevoked?: boolean | undefined;
  }): Promise<AccessGrant[]>;
  /** Unrevoked grants to the door or to its building, expired and future ones included: policy tells them apart. */
  forPersonAndDoor(personId: string, doorId: string): Promise<AccessGrant[]>;
}
