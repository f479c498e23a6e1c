import type { ImportedPerson, ImportResult } from '../commands/import.ts';
import type { Style } from './style.ts';
import { count } from './table.ts';

export function importPersonLine(person: ImportedPerson, style: Style): string {
  const parts = [
    person.created ? 'new' : person.personId === undefined ? 'not added' : 'known',
    `${count(person.enrolled, 'photograph')} enrolled`,
    ...(person.alreadyEnrolled > 0 ? [`${person.alreadyEnrolled} there already`] : []),
    ...person.lookalikes.map(({ displayName }) => `looks like ${displayName}`),
    ...(person.rejected.length > 0 ? [style.yellow(`${person.rejected.length} not usable`)] : []),
  ];
  return `${person.displayName}: ${parts.join(', ')}`;
}

export function importLines(result: ImportResult, style: Style): string {
  const lines = [
    `${count(result.people, 'person', 'people')} (${result.created} new), ${count(result.photos, 'photograph')}: ${result.enrolled} enrolled, ${result.alreadyEnrolled} there already, ${result.rejected.length} not usable`,
    ...result.rejected.map(({ file, what, fix }) => `  ${style.yellow('refused')} ${file}: ${what}. ${fix}`),
  ];
  if (result.withoutTemplate.length > 0) {
    lines.push(style.yellow(`without any usable photograph: ${result.withoutTemplate.join(', ')}`));
  }
  return lines.join('\n');
}
