/** A card held to a reader. The token is a secret: it is never logged. */
export interface CardPresentation {
  /** 1 to 128 characters. */
  readonly token: string;
  /** Wall clock, ms since the epoch. */
  readonly at: number;
}

/** A reader of cards; the seam for OSDP, Wiegand and serial readers. */
export interface CardReader extends AsyncIterable<CardPresentation> {
  /** Ends the iteration. Idempotent. */
  stop(): Promise<void>;
}
