import { AUDIT_FINDINGS, type LogFinding, type LogVerification } from '@portero/roster';
import type { Style } from './style.ts';
import { count } from './table.ts';

function place({ chain, seq, toSeq }: LogFinding): string {
  if (chain === undefined) return '';
  const range =
    seq === undefined
      ? ''
      : toSeq === undefined || toSeq === seq
        ? ` entry ${seq}`
        : ` entries ${seq}–${toSeq}`;
  return `  chain ${chain}${range}`;
}

function findingLines(finding: LogFinding): string[] {
  return [`${finding.kind}${place(finding)}`, `  ${finding.detail}`, `  (${AUDIT_FINDINGS[finding.kind]})`];
}

/** The first finding first; what is wrong later is often its consequence. */
export function verificationLines(verification: LogVerification, style: Style): string {
  const { ok, entries, chains, checkpoints, findings, found } = verification;
  const walked = `${count(entries, 'entry', 'entries')} in ${count(chains, 'chain')}, ${count(checkpoints, 'checkpoint')}`;
  if (ok) return `${style.green('nothing was changed')}: ${walked}`;
  const more = found - findings.length;
  return [
    `${style.red(`${count(found, 'finding')}`)}: ${walked}`,
    ...findings.map((finding, index) => {
      const lines = findingLines(finding);
      return (index === 0 ? [style.bold('the first:'), ...lines] : lines).join('\n');
    }),
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n\n');
}
