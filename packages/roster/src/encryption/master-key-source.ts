import type { MasterKey } from './master-key.ts';

/** A place that master keys are read from. */
export interface MasterKeySource {
  readonly place: string;
  /** The newest first; none when there is nothing yet. @throws {RosterError} MASTER_KEY_INVALID */
  read(): Promise<readonly MasterKey[]>;
  /** @throws {RosterError} MASTER_KEY_EXTERNAL */
  create(): Promise<MasterKey>;
  /** @returns whether it had the key @throws {RosterError} MASTER_KEY_EXTERNAL when it has it and cannot let go */
  discard(keyId: string): Promise<boolean>;
}
