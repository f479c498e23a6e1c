import type { DecisionRow } from '@portero/roster';
import { decidedPadText } from './pad.ts';
import type { Style } from './style.ts';

/** What a line shows of a decision, be it a row or one just made. */
type ShownDecision = Pick<DecisionRow, 'decidedAt' | 'door' | 'action' | 'reason' | 'mode'> & {
  [Field in 'distanceL2' | 'thresholdL2']?: number | undefined;
} & { frames?: DecisionRow['frames'] | undefined; pad?: DecisionRow['pad'] | undefined } & {
  [Field in 'ackOutcome' | 'displayName' | 'personId']?: string | undefined;
};

export function decisionLine(decision: ShownDecision, style: Style): string {
  const { decidedAt, door, action, reason, mode, distanceL2, thresholdL2, ackOutcome } = decision;
  const who = decision.displayName ?? (decision.personId ? `person ${decision.personId}` : 'unknown');
  const distance = distanceL2 === undefined ? '' : `  ${distanceL2.toFixed(3)}/${thresholdL2 ?? '-'}`;
  const padPart = decision.pad ? `  ${decidedPadText(decision.pad)}` : '';
  return [
    decidedAt.toISOString(),
    door,
    action === 'unlock' ? style.green('unlock') : style.red('deny  '),
    reason,
    who,
    `${mode}${distance}${framesText(decision.frames)}${padPart}${ackOutcome ? `  ${ackOutcome}` : ''}`,
  ].join('  ');
}

/** Of several pictures, the distance of each; an asterisk where a picture shows the person by itself. */
function framesText(frames: ShownDecision['frames']): string {
  if (!frames || (frames.seen.length === 1 && frames.demanded === 1)) return '';
  const seen = frames.seen.map(
    ({ distanceL2, agrees }) => `${distanceL2?.toFixed(3) ?? '-'}${agrees ? '*' : ''}`,
  );
  return `  frames ${frames.agreeing}/${frames.demanded}: ${seen.join(' ')}`;
}
