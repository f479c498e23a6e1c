import type { KeyRing } from '@portero/protocol';
import type { AuditEntry } from './audit-entry.ts';
import type { JsonValue } from './canonical-json.ts';
import type { DecisionRecord } from './explain-decision.ts';
import type { ExportLogOptions } from './export-log.ts';
import type { LogVerification } from './log-verification.ts';
import type { VerifyLogOptions } from './verify-log.ts';

/** A signed checkpoint, to be kept elsewhere than in the database as well. */
export interface MadeCheckpoint {
  readonly id: string;
  readonly at: Date;
  /** Chains whose heads it holds. */
  readonly chains: number;
  /** Compact JWS. */
  readonly jws: string;
}

/** A chain that is shorter than this process has seen it before: somebody has cut it. */
export interface RecededChain {
  readonly chain: string;
  readonly seenSeq: number;
  readonly seq: number;
}

export interface AuditFilter {
  /** Address of a door. */
  door?: string | undefined;
  personId?: string | undefined;
  /** An action, or the part before its dot. */
  action?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
  /** 1 to 1000. @defaultValue 100 */
  limit?: number | undefined;
}

/** What was decided and done, by whom, and whether it is still what was written down. */
export interface AuditLog {
  /** Entries of acts that this process has sealed so far. */
  readonly actsSealed: number;
  /**
   * For what changes no table: a calibration that was stored, a coordinator that was started.
   * @param action such as `calibration.stored`
   * @param details ids and numbers, never a name or an embedding
   */
  append(action: string, details: { readonly [name: string]: JsonValue | undefined }): Promise<void>;
  /**
   * Signs the heads of all chains that have moved since this process last did so, and stores it.
   * @throws {RosterError} SIGNER_MISSING
   */
  checkpoint(): Promise<{ made: MadeCheckpoint[]; receded: RecededChain[] }>;
  /** Newest first. @throws {RosterError} INVALID_INPUT, INVALID_PLACE */
  list(filter?: AuditFilter): Promise<AuditEntry[]>;
  /** By the id of a decision or of its request. */
  explain(id: string, keys: KeyRing): Promise<DecisionRecord | undefined>;
  verify(options: VerifyLogOptions): Promise<LogVerification>;
  /** @returns entries exported */
  export(options: ExportLogOptions, write: (line: string) => Promise<void> | void): Promise<number>;
}
