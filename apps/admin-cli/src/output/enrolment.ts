import type { Enrolment } from '../commands/person-enrol.ts';
import { personLine } from './person.ts';
import type { Style } from './style.ts';
import { count, table } from './table.ts';

export function enrolmentLines({ person, modelId, templates, grants }: Enrolment, style: Style): string {
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
    ...grants.map((grant) => `may open ${grant.place}`),
  ];
  return lines.join('\n');
}
