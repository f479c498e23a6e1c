import type { AuditCheckpointResult } from '../commands/audit-checkpoint.ts';
import type { Style } from './style.ts';
import { count } from './table.ts';

export function checkpointLines({ checkpoints, receded, file }: AuditCheckpointResult, style: Style): string {
  const signed = checkpoints.reduce((sum, { chains }) => sum + chains, 0);
  return [
    `signed the heads of ${count(signed, 'chain')}, kept in the database and in ${file}`,
    ...receded.map(({ chain, seenSeq, seq }) =>
      style.red(`chain ${chain} ends at ${seq} and had come to ${seenSeq}: run portero audit verify`),
    ),
    ...checkpoints.map(({ jws }) => jws),
  ].join('\n');
}
