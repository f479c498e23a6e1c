import type { Person } from '@portero/roster';
import type { PersonErasure } from '../commands/person-remove.ts';
import type { PersonDetails } from '../commands/person-show.ts';
import { cardsTable } from './card.ts';
import { grantsTable } from './grant.ts';
import type { Style } from './style.ts';
import { count, fields, table } from './table.ts';

export function personLine(person: Person): string {
  return `${person.displayName} (${person.site}, id ${person.id})`;
}

/** `a visitor until 2026-12-01T18:00:00.000Z, with an escort` */
export function termsWords({ kind, validFrom, validUntil, escorted, mayEscort }: Person): string {
  const period = [
    ...(validFrom ? [`from ${validFrom.toISOString()}`] : []),
    ...(validUntil ? [`until ${validUntil.toISOString()}`] : []),
  ];
  const escort = escorted ? ', with an escort' : mayEscort ? ' who may escort' : '';
  return `${kind === 'employee' ? 'an' : 'a'} ${[kind, ...period].join(' ')}${escort}`;
}

export function peopleTable(people: readonly Person[], style: Style): string {
  if (people.length === 0) return 'no people yet; add one with: portero person add NAME';
  const rows = people.map((person) => [
    person.displayName,
    person.site,
    person.externalId,
    person.kind,
    person.status === 'suspended' ? style.yellow(person.status) : person.status,
    person.id,
  ]);
  return table(['NAME', 'SITE', 'EXTERNAL ID', 'KIND', 'STATUS', 'ID'], rows, style);
}

export function personDetails({ person, templates, cards, grants }: PersonDetails, style: Style): string {
  const head = fields([
    ['name', person.displayName],
    ['id', person.id],
    ['site', person.site],
    ['external id', person.externalId],
    ['status', person.status],
    ['terms', termsWords(person)],
    ['since', person.createdAt.toISOString()],
  ]);
  const faces = table(
    ['TEMPLATE', 'MODEL', 'QUALITY', 'PHOTO (SHA-256)', 'ENROLLED'],
    templates.map((template) => [
      template.id,
      template.modelId,
      template.quality.toFixed(2),
      template.sourceHash.slice(0, 12),
      template.createdAt.toISOString(),
    ]),
    style,
  );
  return [
    head,
    templates.length > 0 ? faces : 'no templates; enrol with: portero person enrol NAME --photo FILE',
    cards.length > 0 ? cardsTable(cards, style) : 'no cards',
    grants.length > 0 ? grantsTable(grants, style) : 'no access; grant with: portero access grant NAME PLACE',
  ].join('\n\n');
}

/** The receipt. */
export function erasureLines({ person, erased }: PersonErasure): string {
  const parts = [
    count(erased.templates, 'template'),
    count(erased.cards, 'card'),
    count(erased.grants, 'grant'),
    count(erased.lookalikePairs, 'pair of lookalikes', 'pairs of lookalikes'),
  ];
  return [
    `erased ${personLine(person)} with ${parts.join(', ')}`,
    fields([
      ['erased at', erased.erasedAt.toISOString()],
      [
        'key of the person',
        erased.keys > 0 ? `destroyed (it was wrapped by ${erased.wrappedBy})` : 'there was none',
      ],
      ['nothing left', `checked in every table at ${erased.checkedAt.toISOString()}`],
      ['decisions kept', `${erased.decisionsKept}, with the opaque id alone`],
    ]),
  ].join('\n');
}
