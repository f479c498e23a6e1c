export interface MasterKeyStatus {
  readonly keyId: string;
  /** New keys are wrapped by it. */
  readonly current: boolean;
  readonly createdAt: Date;
  /** Since when nothing is wrapped by it. */
  readonly retiredAt?: Date;
  /** People whose key is wrapped by it. */
  readonly personKeys: number;
  readonly installationKeys: number;
  /** Whether this process can use it. */
  readonly available: boolean;
}

export interface KeyStatus {
  /** Where this process looks for master keys. */
  readonly place: string;
  /** The newest first. */
  readonly keys: readonly MasterKeyStatus[];
  /** Keys that are there and wrap nothing yet, such as one that is being handed round before a rotation. */
  readonly unused: readonly string[];
}

export interface RotateOptions {
  /** Only makes the new key, to be handed round. The next rotation takes it. */
  prepareOnly?: boolean | undefined;
  /** Keys wrapped anew at once. @defaultValue 200 */
  batchSize?: number | undefined;
  signal?: AbortSignal | undefined;
  /** @param done of `total` keys */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface KeyRotation {
  /** The key in force from now on; with `prepareOnly`, from the next rotation on. */
  readonly keyId: string;
  /** An earlier rotation had been cut off, and this one finished it. */
  readonly resumed: boolean;
  readonly rewrapped: number;
  /** People whose key is damaged: it stays as it is, and so does the master key that wrapped it. */
  readonly unreadable: readonly string[];
  /** Master keys that nothing needs any more but backups of before. */
  readonly retired: readonly string[];
}

export interface KeyAdministration {
  status(): Promise<KeyStatus>;
  /**
   * Has a new master key wrap the keys of all people, while everything goes on: the keys themselves stay, so that no
   * template is touched. Cut off, it goes on at the next call.
   * @throws {RosterError} KEYS_BUSY, MASTER_KEY_EXTERNAL, MASTER_KEY_MISSING
   */
  rotate(options?: RotateOptions): Promise<KeyRotation>;
  /**
   * Destroys a retired master key, and with it what backups of before hold of templates.
   * @throws {RosterError} MASTER_KEY_IN_USE, MASTER_KEY_MISSING, MASTER_KEY_EXTERNAL, KEYS_BUSY
   */
  discard(keyId: string): Promise<void>;
}
