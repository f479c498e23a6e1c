import type { NamedDecision } from '../commands/watch.ts';
import type { Style } from './style.ts';

export function decisionLine(decision: NamedDecision, style: Style): string {
  const { decidedAt, door, action, reason, mode, distanceL2, thresholdL2, ackOutcome } = decision;
  const who = decision.displayName ?? (decision.personId ? `person ${decision.personId}` : 'unknown');
  const distance = distanceL2 === undefined ? '' : `  ${distanceL2.toFixed(3)}/${thresholdL2 ?? '-'}`;
  return [
    decidedAt.toISOString(),
    door,
    action === 'unlock' ? style.green('unlock') : style.red('deny  '),
    reason,
    who,
    `${mode}${distance}${ackOutcome ? `  ${ackOutcome}` : ''}`,
  ].join('  ');
}
