export type PersonStatus = 'active' | 'suspended';

/** Whether somebody belongs here, comes for a while, or works here for another. */
export type PersonKind = 'employee' | 'visitor' | 'contractor';

/** What a person is to the site, and for how long. */
export interface PersonTerms {
  /** @defaultValue 'employee' */
  kind?: PersonKind | undefined;
  validFrom?: Date | undefined;
  /** Must lie after `validFrom`. A visitor has one. */
  validUntil?: Date | undefined;
  /** Enters only together with somebody who may escort; not an employee. @defaultValue false */
  escorted?: boolean | undefined;
  /** May bring in those who need an escort; an employee. @defaultValue false */
  mayEscort?: boolean | undefined;
}

export interface Person {
  readonly id: string;
  readonly siteId: string;
  readonly site: string;
  /** The person's number in another system, unique within the site. */
  readonly externalId?: string;
  readonly displayName: string;
  readonly status: PersonStatus;
  readonly kind: PersonKind;
  /** Enters nothing before. */
  readonly validFrom?: Date;
  /** Enters nothing from then on, whatever was granted. */
  readonly validUntil?: Date;
  /** Enters only together with somebody who may escort. */
  readonly escorted: boolean;
  readonly mayEscort: boolean;
  readonly createdAt: Date;
}

export interface NewPerson extends PersonTerms {
  /** Slug of an existing site. */
  site: string;
  /** 1 to 200 characters. */
  displayName: string;
  externalId?: string | undefined;
}

/** What an erasure removed: the receipt. It names nobody. */
export interface Erasure {
  readonly personId: string;
  readonly erasedAt: Date;
  readonly templates: number;
  readonly cards: number;
  readonly grants: number;
  readonly lookalikePairs: number;
  /** The key that opened the templates: 1, or 0 when nobody ever enrolled them. */
  readonly keys: number;
  /** The master key that had wrapped that key: what a backup of before may still be opened with. */
  readonly wrappedBy?: string;
  /** Decisions about the person, which stay and hold the opaque id alone. */
  readonly decisionsKept: number;
  /** When it was looked for anything left in any table, and nothing was found. */
  readonly checkedAt: Date;
}

export interface PersonRepository {
  /** @throws {RosterError} NOT_FOUND (site), ALREADY_EXISTS (externalId), INVALID_INPUT (such as a visitor without end) */
  add(person: NewPerson): Promise<Person>;
  /** Replaces all the terms of a person. @throws {RosterError} NOT_FOUND, INVALID_INPUT */
  setTerms(personId: string, terms: PersonTerms): Promise<Person>;
  findById(personId: string): Promise<Person | undefined>;
  /**
   * By id, else by external id, else by exact name, in that order.
   * @throws {RosterError} AMBIGUOUS when several people answer to it
   */
  find(idOrExternalIdOrName: string, site?: string): Promise<Person | undefined>;
  list(filter?: { site?: string | undefined; status?: PersonStatus | undefined }): Promise<Person[]>;
  /** @throws {RosterError} NOT_FOUND */
  suspend(personId: string): Promise<Person>;
  /** @throws {RosterError} NOT_FOUND */
  reinstate(personId: string): Promise<Person>;
  /**
   * Erases the person with their templates, their key, cards and grants, and looks whether it is so. Decisions stay and
   * keep the opaque id.
   * @throws {RosterError} NOT_FOUND, ERASURE_INCOMPLETE
   */
  remove(personId: string): Promise<Erasure>;
}
