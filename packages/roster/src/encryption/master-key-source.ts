import type { MasterKey } from './master-key.ts';

/** A place that master keys are read from. */
export interface MasterKeySource {
  readonly place: string;
  /** The newest first; none when there is nothing yet. @throws {RosterError} MASTER_KEY_INVALID */
  read(): Promise<readonly MasterKey[]>;
  /** The key there is, or a new one: of many that ask at once all are given the same. @throws {RosterError} MASTER_KEY_EXTERNAL */
  createFirst(): Promise<MasterKey>;
  /** Another one, before those there are; by one caller at a time. @throws {RosterError} MASTER_KEY_EXTERNAL */
  createNext(): Promise<MasterKey>;
  /** @returns whether it had the key @throws {RosterError} MASTER_KEY_EXTERNAL when it has it and cannot let go */
  discard(keyId: string): Promise<boolean>;
}
