import { type AuditFinding, FINDING_KINDS, type FindingKind } from '../audit/audit-finding.ts';
import type { RosterAudit } from '../commands/roster-audit.ts';
import { PAD_CONCERNS } from '../roster/pad-concern.ts';
import type { Style } from './style.ts';
import { count } from './table.ts';

function findingLine({ people, distanceL2, templates, models }: AuditFinding): string {
  const names = people.map(({ displayName, id }) => `${displayName} (${id})`).join(' and ');
  const details = [
    ...(distanceL2 === undefined ? [] : [`distance ${distanceL2.toFixed(2)}`]),
    ...(templates ? [`${templates.length === 1 ? 'template' : 'templates'} ${templates.join(', ')}`] : []),
    ...(models ? [`model ${models.join(', ')}`] : []),
  ];
  return `  ${names}${details.length > 0 ? `: ${details.join('; ')}` : ''}`;
}

function doorParagraphs(doors: RosterAudit['doors'], style: Style): string[] {
  return doors.map(({ kind, doors: of }) => {
    const { title, todo } = PAD_CONCERNS[kind];
    const titled = style.yellow(`doors (${of.length}): ${title}`);
    return [titled, ...of.map((door) => `  ${door}`), `  → ${todo}`].join('\n');
  });
}

/** One paragraph for each kind of finding: what it is, what to do, and whom it is about. */
export function auditLines(
  { modelId, people, templates, findings, doors, registered }: RosterAudit,
  style: Style,
): string {
  const head = `${count(people, 'person', 'people')}, ${count(templates, 'template')}, model ${modelId}`;
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  const paragraph = (kind: FindingKind): string => {
    const { act, title, todo } = FINDING_KINDS[kind];
    const of = findings.filter((finding) => finding.kind === kind);
    const titled = `${title} (${of.length})`;
    return [act ? style.yellow(titled) : titled, ...of.map(findingLine), `  → ${todo}`].join('\n');
  };
  return [
    head,
    ...(registered > 0 ? [`registered ${count(registered, 'pair')} of lookalikes`] : []),
    ...kinds.map(paragraph),
    ...doorParagraphs(doors, style),
    ...(findings.length + doors.length === 0 ? [style.green('nothing to do')] : []),
  ].join('\n\n');
}
