/** What an audit of the log can find, and what it means. */
export const AUDIT_FINDINGS = Object.freeze({
  entry_missing: 'entries are missing in the middle of a chain',
  entry_repeated: 'two entries have one place in a chain',
  entry_unreadable: 'an entry is not one that this or an earlier version writes',
  entry_changed: 'an entry does not have the hash that was stored with it',
  column_changed: 'a column does not say what its entry says',
  entry_unsealed: 'entries were written without the key of a coordinator or of a command line',
  seal_invalid: 'a signature over entries is missing, forged, or of a key that is not trusted here',
  seal_broken: 'a signature is over other entries than those that are there',
  seal_orphaned: 'a signature is over entries that are not there',
  chain_cut: 'a chain ends before the place that a checkpoint has signed',
  checkpoint_mismatch: 'an entry is not the one that a checkpoint has signed',
  checkpoint_invalid: 'a checkpoint is forged, or of a key that is not trusted here',
  checkpoint_deleted: 'a checkpoint that stands in a file is not in the database',
  log_missing: 'the first entry of the log is not there',
  export_incomplete: 'an export was cut short',
  decision_missing: 'a decision that stands in the log is not in its table',
  decision_changed: 'a decision in its table is not the one that stands in the log',
  decision_unlogged: 'a decision in its table is not in the log',
  acknowledgement_changed: 'an acknowledgement in the table is not the one that stands in the log',
  roster_changed: 'a row of the roster is not what the log says was done to it',
  earlier_decisions_changed: 'the decisions from before there was a log are not what they were',
});

export type AuditFindingKind = keyof typeof AUDIT_FINDINGS;

export interface LogFinding {
  readonly kind: AuditFindingKind;
  readonly chain?: string;
  /** Of the first entry that is wrong. */
  readonly seq?: number;
  /** Of the last one, where several are. */
  readonly toSeq?: number;
  readonly decisionId?: string;
  /** What exactly is wrong, in words. */
  readonly detail: string;
}

/** Kept in full; of the rest only their number is known. */
const MAX_KEPT = 100;

/** The findings of one audit, in constant memory. */
export class LogFindings {
  readonly kept: LogFinding[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(finding: LogFinding): void {
    this.#total++;
    if (this.kept.length < MAX_KEPT) this.kept.push(finding);
  }
}
