import type { Enrolment } from '../commands/person-enrol.ts';
import type { FoundLookalike } from '../enrolment/plan-enrolment.ts';
import { personLine } from './person.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

export function lookalikeLine({ displayName, distanceL2 }: FoundLookalike): string {
  return `looks like ${displayName} (distance ${distanceL2.toFixed(2)}): the doors ask more of both from now on`;
}

export function enrolmentLines(
  { person, modelId, templates, refused, lookalikes, grants }: Enrolment,
  style: Style,
): string {
  const added = templates.filter((template) => template.added).length;
  const lines = [
    `enrolled ${personLine(person)}: ${count(added, 'new template')} of ${count(templates.length, 'photograph')}, model ${modelId}`,
    table(
      ['PHOTO', 'QUALITY', 'TEMPLATE', ''],
      templates.map(({ file, quality, id, added: isNew }) => [
        file,
        quality.toFixed(2),
        id,
        isNew ? 'new' : 'was there already',
      ]),
      style,
    ),
    ...refused.map(({ file, what, fix }) => `${style.yellow('refused')} ${file}: ${what}. ${fix}`),
    ...lookalikes.map(lookalikeLine),
    ...grants.map((grant) => `may open ${grant.place}`),
  ];
  return lines.join('\n');
}
