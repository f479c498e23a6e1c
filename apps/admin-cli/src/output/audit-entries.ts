import type { AuditActor, AuditEntry } from '@portero/roster';
import type { Style } from './style.ts';
import { table } from './table.ts';

export function actorText(actor: AuditActor | undefined): string | undefined {
  if (!actor) return undefined;
  const { kind, user, host } = actor;
  return `${kind}${user === undefined ? '' : ` ${user}`}${host === undefined ? '' : `@${host}`}`;
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `name value` for what was added or removed, `name before → after` for what was changed. */
function detailsText({ action, details, door }: AuditEntry): string {
  if (action === 'decision.made') {
    return [details.action, details.reason, door].map(String).join(' ');
  }
  const texts = Object.entries(details).map(([name, value]) => {
    if (typeof value === 'object' && value !== null && 'from' in value && 'to' in value) {
      return `${name} ${valueText(value.from)} → ${valueText(value.to)}`;
    }
    return name === 'hidden'
      ? `(also changed: ${(value as string[]).join(', ')})`
      : `${name} ${valueText(value)}`;
  });
  const text = texts.join(', ');
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

export function auditTable(entries: readonly AuditEntry[], style: Style): string {
  return table(
    ['AT', 'ACTION', 'BY', 'SUBJECT', 'PERSON', 'WHAT'],
    entries.map((entry) => [
      entry.at,
      entry.action,
      actorText(entry.actor),
      entry.subject,
      entry.person === entry.subject ? undefined : entry.person,
      detailsText(entry),
    ]),
    style,
  );
}
