/**
 * Keeps the master keys and wraps the keys of people with them. Rows say by id which key wrapped them, so that an old
 * key goes on opening what it has wrapped while a new one takes over.
 */
export interface MasterKeyProvider {
  /** Where it looks for keys, for whoever misses one. */
  readonly place: string;
  /** Every key that it can use, the newest first; looked up anew at each call. */
  keyIds(): Promise<readonly string[]>;
  /** @throws {RosterError} MASTER_KEY_MISSING */
  wrap(keyId: string, dataKey: Uint8Array, associatedData: Uint8Array): Promise<Buffer>;
  /**
   * @returns undefined when it is damaged or belongs to something else
   * @throws {RosterError} MASTER_KEY_MISSING
   */
  unwrap(keyId: string, wrapped: Uint8Array, associatedData: Uint8Array): Promise<Buffer | undefined>;
  /**
   * The key there is, or a new one, kept durably: of many that ask at once all are given the same.
   * @returns its id
   * @throws {RosterError} MASTER_KEY_EXTERNAL when keys are made elsewhere
   */
  createFirst(): Promise<string>;
  /**
   * Makes another key, durably; by one caller at a time.
   * @returns its id
   * @throws {RosterError} MASTER_KEY_EXTERNAL when keys are made elsewhere
   */
  createNext(): Promise<string>;
  /** Destroys a key. @throws {RosterError} MASTER_KEY_MISSING, MASTER_KEY_EXTERNAL when it is kept elsewhere */
  discard(keyId: string): Promise<void>;
}
