export type CardStatus = 'active' | 'revoked';

/** A card as it is kept: its token only as a MAC, which is never handed out. */
export interface Card {
  readonly id: string;
  readonly siteId: string;
  readonly personId: string;
  readonly status: CardStatus;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  readonly createdAt: Date;
  readonly revokedAt?: Date;
}

export interface CardAssignment {
  personId: string;
  /** What the reader reads, 1 to 128 characters. */
  token: string;
  validFrom?: Date | undefined;
  /** Must lie after `validFrom`. */
  validUntil?: Date | undefined;
}

export interface CardRepository {
  /**
   * Idempotent for the same person; a revoked card may be given to somebody else.
   * @throws {RosterError} NOT_FOUND (person), ALREADY_EXISTS (an active card of somebody else)
   */
  assign(assignment: CardAssignment): Promise<Card>;
  /** @returns the card, or undefined when the site has no such card */
  findByToken(site: string, token: string): Promise<Card | undefined>;
  listForPerson(personId: string): Promise<Card[]>;
  /** @throws {RosterError} NOT_FOUND */
  revoke(site: string, token: string): Promise<Card>;
  /** For whoever has the card's id and not the card. @throws {RosterError} NOT_FOUND */
  revokeById(personId: string, cardId: string): Promise<Card>;
}
