export type PersonStatus = 'active' | 'suspended';

export interface Person {
  readonly id: string;
  readonly siteId: string;
  readonly site: string;
  /** The person's number in another system, unique within the site. */
  readonly externalId?: string;
  readonly displayName: string;
  readonly status: PersonStatus;
  readonly createdAt: Date;
}

export interface NewPerson {
  /** Slug of an existing site. */
  site: string;
  /** 1 to 200 characters. */
  displayName: string;
  externalId?: string | undefined;
}

/** What an erasure removed, for the receipt. */
export interface Erasure {
  readonly personId: string;
  readonly templates: number;
  readonly cards: number;
  readonly grants: number;
}

export interface PersonRepository {
  /** @throws {RosterError} NOT_FOUND (site), ALREADY_EXISTS (externalId) */
  add(person: NewPerson): Promise<Person>;
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
   * Erases the person with their templates, cards and grants. Decisions stay and keep the opaque id.
   * @throws {RosterError} NOT_FOUND
   */
  remove(personId: string): Promise<Erasure>;
}
