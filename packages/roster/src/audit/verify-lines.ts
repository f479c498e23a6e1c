import type { KeyRing } from '@portero/protocol';
import { readLine } from './audit-line.ts';
import { ChainWalk } from './chain-walk.ts';
import { CheckpointBook } from './checkpoint-book.ts';
import { LogFindings } from './finding.ts';
import { type LogVerification, verificationOf } from './log-verification.ts';

export interface VerifyLinesOptions {
  keys: KeyRing;
  /** Checkpoints from elsewhere than the export itself. */
  checkpoints?: readonly { jws: string; source: string }[] | undefined;
  onProgress?: ((done: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Verifies an export without a database: the public keys are enough. An export may begin in the middle of a chain; of
 * chains that are not in it nothing is said.
 */
export async function verifyLines(
  lines: AsyncIterable<string>,
  { keys, checkpoints = [], onProgress, signal }: VerifyLinesOptions,
): Promise<LogVerification> {
  const findings = new LogFindings();
  const book = new CheckpointBook({ keys, findings });
  for (const { jws, source } of checkpoints) book.add(jws, source, 'database');
  const walk = new ChainWalk({ startsAnywhere: true }, { keys, findings, checkpoints: book });
  let number = 0;
  let isComplete = false;
  for await (const text of lines) {
    signal?.throwIfAborted();
    number++;
    const line = readLine(text);
    isComplete = line.kind === 'end' && line.entries === walk.entries;
    if (line.kind === 'item') walk.visit(line.item);
    if (line.kind === 'checkpoint') book.add(line.jws, 'the export', 'database');
    if (line.kind === 'unreadable') {
      const detail = `line ${number} is none of an export of this version`;
      findings.add({ kind: 'entry_unreadable', detail });
    }
    if (number % 500 === 0) onProgress?.(walk.entries);
  }
  walk.end();
  if (!isComplete) {
    const detail = 'the last line is missing, or counts other entries than there are';
    findings.add({ kind: 'export_incomplete', detail });
  }
  return verificationOf({ walk, book, findings });
}
