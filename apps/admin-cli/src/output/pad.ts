import type { DecidedPad, Door } from '@portero/roster';

/** What a door demands against photographs and screens. */
export function padText({ pad, minPadScore }: Pick<Door, 'pad' | 'minPadScore'>): string {
  if (pad === undefined) return 'not set';
  const looksAtScore = pad === 'passive' || pad === 'required';
  return looksAtScore && minPadScore !== undefined ? `${pad} ≥ ${minPadScore}` : pad;
}

/** What was demanded at that time and what was found: `pad required 0.42/0.5 performed`; a dash for what lacked. */
export function decidedPadText({ demand, minScore, score, challenge }: DecidedPad): string {
  const scored = minScore !== undefined || score !== undefined;
  const wantsChallenge = demand === 'active' || demand === 'required';
  return [
    'pad',
    demand ?? 'not set',
    ...(scored ? [`${score?.toFixed(2) ?? '-'}${minScore === undefined ? '' : `/${minScore}`}`] : []),
    ...(challenge !== undefined || wantsChallenge ? [challenge ?? '-'] : []),
  ].join(' ');
}
