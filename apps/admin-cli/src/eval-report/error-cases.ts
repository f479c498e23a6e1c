import type { FalseMatch, IdentificationReport, Miss, MissReason } from '@portero/biometrics';
import type { ErrorPictures } from './evaluation-report-data.ts';
import { distance } from './format.ts';
import { html, type Markup } from './markup.ts';

/** So many errors of a kind are shown as pictures; the tables of a page that nobody reads to the end help nobody. */
export const PICTURED_ERRORS = 24;

/** The pictures that a page would show, for the caller to read: those of probes and those of enrolled people. */
export function picturesNeeded({ errors }: IdentificationReport): {
  probeIds: string[];
  personIds: string[];
} {
  const falseMatches = errors.falseMatches.slice(0, PICTURED_ERRORS);
  const misses = errors.misses.slice(0, PICTURED_ERRORS);
  const people = [
    ...falseMatches.map(({ personId }) => personId),
    ...misses.flatMap(({ personId, nearest }) => (nearest ? [personId, nearest.personId] : [personId])),
  ];
  return {
    probeIds: [...new Set([...falseMatches, ...misses].map(({ probeId }) => probeId))],
    personIds: [...new Set(people)],
  };
}

export function falseMatchCases(found: readonly FalseMatch[], pictures: ErrorPictures | undefined): Markup {
  return cases(found, 'Nobody was taken for somebody else.', (each) => {
    const { probeId, personId, distanceL2, secondDistanceL2, truePersonId } = each;
    return html`<div class="faces">
${face(pictures?.probes.get(probeId), truePersonId === undefined ? 'a stranger' : `truly ${truePersonId}`)}
${face(pictures?.people.get(personId), `taken for ${personId}`)}
</div>
${probeId}: distance ${distance(distanceL2)}${secondDistanceL2 !== undefined && `, the second person at ${distance(secondDistanceL2)}`}.`;
  });
}

const REASONS: Readonly<Record<MissReason, string>> = {
  'failure-to-acquire': 'no face could be used',
  'other-person-nearer': 'somebody else was nearer',
  ambiguous: 'the second person was within the margin',
  'too-far': 'too far from the own templates',
};

export function missCases(found: readonly Miss[], pictures: ErrorPictures | undefined): Markup {
  return cases(found, 'Nobody enrolled was missed.', (each) => {
    const { probeId, personId, reason, ownDistanceL2, rank, nearest } = each;
    const other = nearest !== undefined && nearest.personId !== personId ? nearest : undefined;
    return html`<div class="faces">
${face(pictures?.probes.get(probeId), 'the probe')}
${face(pictures?.people.get(personId), `truly ${personId}`)}
${other && face(pictures?.people.get(other.personId), `nearest ${other.personId}, ${distance(other.distanceL2)}`)}
</div>
${probeId}: ${REASONS[reason]}${ownDistanceL2 !== undefined && `; own distance ${distance(ownDistanceL2)}`}${rank !== undefined && rank > 1 && ` at rank ${rank}`}.`;
  });
}

function cases<Case>(found: readonly Case[], none: string, show: (each: Case) => Markup): Markup {
  if (found.length === 0) return html`<p>${none}</p>`;
  const shown = found.slice(0, PICTURED_ERRORS);
  return html`<ul class="cases">${shown.map((each) => html`<li>${show(each)}</li>\n`)}</ul>
${shown.length < found.length && html`<p class="muted">${found.length - shown.length} more are not shown.</p>`}`;
}

function face(picture: string | undefined, caption: string): Markup {
  const image =
    picture === undefined
      ? html`<div class="none">no picture</div>`
      : html`<img src="${picture}" alt="" loading="lazy"/>`;
  return html`<figure>${image}<figcaption>${caption}</figcaption></figure>`;
}
