import type { ChainWalk } from './chain-walk.ts';
import type { CheckpointBook } from './checkpoint-book.ts';
import type { LogFinding, LogFindings } from './finding.ts';

/** What an audit of the log came to. */
export interface LogVerification {
  readonly ok: boolean;
  readonly entries: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** In the order in which they were found; of more than a hundred the first hundred. */
  readonly findings: readonly LogFinding[];
  readonly found: number;
  /** Entries that nobody with a key has signed. */
  readonly unsealed: number;
}

export function verificationOf({
  walk,
  book,
  findings,
}: {
  walk: ChainWalk;
  book: CheckpointBook;
  findings: LogFindings;
}): LogVerification {
  return {
    ok: findings.total === 0,
    entries: walk.entries,
    chains: walk.chains,
    checkpoints: book.size,
    findings: findings.kept,
    found: findings.total,
    unsealed: walk.unsealed,
  };
}
