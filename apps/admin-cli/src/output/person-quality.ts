import type { PortraitQuality } from '@portero/biometrics';
import type { PersonQuality, PhotoQuality } from '../commands/person-quality.ts';
import { flawWords } from '../enrolment/flaw-words.ts';
import type { PersonState } from '../enrolment/person-state.ts';
import { lookalikeLine } from './enrolment.ts';
import { personLine } from './person.ts';
import type { Style } from './style.ts';
import { table } from './table.ts';

function componentsLine({ components }: PortraitQuality): string {
  return `  ${components.map(({ component, score }) => `${component} ${score.toFixed(2)}`).join('  ')}`;
}

function photoLines({ file, ok, refusal, quality, facesBehind = 0 }: PhotoQuality, style: Style): string[] {
  const verdict = ok ? style.green('good') : style.yellow('refused');
  const score = quality ? ` ${quality.score.toFixed(2)}` : '';
  const why = refusal ? `: ${refusal.what}. ${refusal.fix}` : '';
  return [
    `${verdict}${score} ${file}${why}`,
    ...(quality ? [componentsLine(quality)] : []),
    ...(quality?.remarks ?? []).map(
      (flaw) => `  could be better: ${flawWords(flaw).what}. ${flawWords(flaw).fix}`,
    ),
    ...(facesBehind > 0 ? ['  a face far behind was left out'] : []),
  ];
}

function stateLines({ templates, undecided, duplicates, lookalikes }: PersonState, style: Style): string[] {
  const rows = templates.map(({ id, quality, nearestOwnL2, isStranger, sourceHash }) => [
    id,
    quality.toFixed(2),
    nearestOwnL2?.toFixed(2),
    sourceHash.slice(0, 12),
    isStranger ? style.yellow('not like the others') : '',
  ]);
  return [
    templates.length > 0
      ? table(['TEMPLATE', 'QUALITY', 'TO NEAREST OWN', 'PHOTO (SHA-256)', ''], rows, style)
      : 'no templates; enrol with: portero person enrol NAME --photo FILE',
    ...(undecided ? [style.yellow('the templates are not all of one person')] : []),
    ...duplicates.map(({ displayName, distanceL2 }) =>
      style.yellow(`probably the same person as ${displayName} (distance ${distanceL2.toFixed(2)})`),
    ),
    ...lookalikes.map(
      ({ displayName, distanceL2 }) => `looks like ${displayName} (distance ${distanceL2.toFixed(2)})`,
    ),
  ];
}

export function personQualityLines({ photos, person, lookalikes }: PersonQuality, style: Style): string {
  return [
    ...(person ? [personLine(person.person), ...stateLines(person.state, style)] : []),
    ...photos.flatMap((photo) => photoLines(photo, style)),
    ...lookalikes.map(lookalikeLine),
  ].join('\n');
}
