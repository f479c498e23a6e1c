import type { AuditEntry, DecidedFrame, DecisionRow } from '@portero/roster';
import { reasonWords } from '../audit-log/reason-words.ts';
import type { ExplainedDecision } from '../commands/audit-explain.ts';
import { decidedPadText } from './pad.ts';
import type { Style } from './style.ts';
import { count } from './table.ts';
import { thresholdSentence } from './threshold-words.ts';

/** What the story is told from: the entry where there is one, since it is signed, else the row. */
type Told = Omit<DecisionRow, 'capturedAt' | 'decidedAt'> & { decidedAt: Date };

function toldBy({ made, decision }: ExplainedDecision): Told | undefined {
  if (!made) return decision;
  const { decidedAt, ...details } = made.details;
  return {
    ...(details as unknown as DecisionRow),
    id: made.subject ?? '',
    door: made.door ?? '',
    ...(made.person !== undefined && { personId: made.person }),
    decidedAt: new Date(String(decidedAt)),
  };
}

/** Date and time as the clocks of the building show them. */
function localTime(at: Date, timeZone: string): string {
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium', timeZone });
  return `${time.format(at)} (${timeZone})`;
}

function frameLine(
  frame: DecidedFrame,
  number: number,
  who: (id?: string) => string,
  thresholdL2?: number,
): string {
  const { quality, distanceL2, secondDistanceL2, personId, agrees } = frame;
  const parts = [
    ...(quality === undefined ? [] : [`quality ${quality.toFixed(2)}`]),
    distanceL2 === undefined
      ? 'compared with nobody'
      : `nearest ${who(personId)} at ${distanceL2.toFixed(3)}${comparison(distanceL2, thresholdL2)}`,
    ...(secondDistanceL2 === undefined ? [] : [`the second at ${secondDistanceL2.toFixed(3)}`]),
    agrees ? 'shows the person by itself' : 'does not show the person by itself',
  ];
  return `  picture ${number}: ${parts.join(', ')}`;
}

function comparison(distanceL2: number, thresholdL2: number | undefined): string {
  if (thresholdL2 === undefined) return '';
  return `, ${distanceL2 < thresholdL2 ? 'below' : 'not below'} ${thresholdL2.toFixed(3)}`;
}

function basisOf(made: AuditEntry | undefined): Readonly<Record<string, unknown>> {
  const basis = made?.details.basis;
  return typeof basis === 'object' && basis !== null && !Array.isArray(basis) ? { ...basis } : {};
}

/** The whole story of a decision, for a person who was not there. */
export function storyLines(explained: ExplainedDecision, style: Style): string {
  const told = toldBy(explained);
  const { names, timeZone, made, acknowledged, findings } = explained;
  const integrity = integrityLines(explained, style);
  if (!told) return integrity.join('\n');
  const who = (id?: string) => (id === undefined ? 'nobody' : (names[id] ?? `person ${id}`));
  const basis = basisOf(made);
  const opened = told.action === 'unlock';
  const head = `The door ${told.door} ${opened ? style.green('was told to open') : style.red('stayed shut')} on ${localTime(told.decidedAt, timeZone)}: ${reasonWords(told.reason)}.`;
  return [
    head,
    '',
    `${told.mode === 'verify' ? 'Card and face' : 'Face alone'}: ${told.personId === undefined ? 'nobody was recognised' : who(told.personId)}.`,
    ...matchLines(told, basis, who),
    ...grantLines(basis, opened),
    `Model ${told.modelId}${basis.modelVersion ? ` (${basis.modelVersion})` : ''}, policy version ${told.policyVersion}${basis.galleryVersion === undefined ? '' : `, gallery as of roster change ${basis.galleryVersion}`}.`,
    acknowledgementLine(acknowledged, opened, timeZone),
    `Decision and command ${told.id}, request ${told.requestId}.`,
    '',
    ...integrity,
    ...findings.map(({ detail }) => style.red(`  ${detail}`)),
  ].join('\n');
}

function matchLines(
  told: Told,
  basis: Readonly<Record<string, unknown>>,
  who: (id?: string) => string,
): string[] {
  const { distanceL2, secondDistanceL2, thresholdL2, marginL2, frames, pad } = told;
  const fused = frames && frames.seen.length > 1 ? 'All pictures together: d' : 'D';
  const second =
    secondDistanceL2 === undefined || distanceL2 === undefined
      ? ''
      : `; the second person at ${secondDistanceL2.toFixed(3)}, ${(secondDistanceL2 - distanceL2).toFixed(3)} farther, where ${marginL2?.toFixed(3) ?? 'no margin'} was asked`;
  const lookalikes = Array.isArray(basis.lookalikes) ? basis.lookalikes.length : 0;
  return [
    ...(distanceL2 === undefined
      ? ['Nobody was compared with the face.']
      : [`${fused}istance ${distanceL2.toFixed(3)}${comparison(distanceL2, thresholdL2)}${second}.`]),
    ...thresholdSentence(basis.threshold, thresholdL2),
    ...(lookalikes > 0 ? [`The bar was raised for ${count(lookalikes, 'registered lookalike')}.`] : []),
    ...(frames ? [`The door asked that ${frames.agreeing} of ${frames.demanded} pictures agree:`] : []),
    ...(frames?.seen.map((frame, index) => frameLine(frame, index + 1, who, thresholdL2)) ?? []),
    ...(pad ? [`Against photographs and screens: ${decidedPadText(pad)}.`] : []),
    ...(typeof basis.card === 'string' ? [`The card was ${basis.card}.`] : []),
  ];
}

function grantLines({ grants, grantId }: Readonly<Record<string, unknown>>, opened: boolean): string[] {
  if (!Array.isArray(grants)) return [];
  if (grants.length === 0) return ['No grant for this door was found.'];
  const considered = `${count(grants.length, 'grant')} considered (${grants.join(', ')})`;
  return [`${considered}${opened ? `; ${grantId} held` : '; none was needed, or none held'}.`];
}

function acknowledgementLine(
  acknowledged: AuditEntry | undefined,
  opened: boolean,
  timeZone: string,
): string {
  if (!acknowledged)
    return `The door has not said what it did${opened ? ': whether it opened is not known' : ''}.`;
  const { outcome, reason, ackedAt } = acknowledged.details;
  const did =
    outcome === 'actuated'
      ? 'drove the lock'
      : outcome === 'shown'
        ? 'showed the denial'
        : 'refused the command';
  const why = typeof reason === 'string' ? ` (${reason})` : '';
  return `The door said that it ${did}${why}, on ${localTime(new Date(String(ackedAt)), timeZone)}.`;
}

function integrityLines({ made, decision, findings }: ExplainedDecision, style: Style): string[] {
  if (findings.length > 0) return [style.red('The record of this decision is not intact:')];
  if (!made) return ['It is from before there was a log, or its entry is gone: portero audit verify tells.'];
  const row = decision ? ', and its row agrees' : '';
  return [style.green(`The record is intact: entry ${made.seq} of chain ${made.chain} is signed${row}.`)];
}
