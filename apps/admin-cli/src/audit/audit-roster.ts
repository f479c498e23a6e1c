import { setImmediate } from 'node:timers/promises';
import { nearPeople } from '@portero/biometrics';
import type { Person, StoredTemplate } from '@portero/roster';
import type { EnrolmentLimits } from '../enrolment/enrolment-limits.ts';
import { personState } from '../enrolment/person-state.ts';
import type { AuditFinding, FindingKind } from './audit-finding.ts';

export interface AuditedPerson {
  person: Person;
  /** Of every model. */
  templates: readonly StoredTemplate[];
  /** Ids of further ones, which are damaged. @defaultValue none */
  unreadable?: readonly string[];
}

export interface AuditOptions {
  /** The model that the doors use. */
  modelId: string;
  limits: EnrolmentLimits;
  /** Pairs that are registered already, as `pairKey` names them. */
  registered: ReadonlySet<string>;
  signal: AbortSignal;
  onPerson(done: number): void;
}

/** Below this a photograph has a flaw that one notices. */
const LOW_QUALITY = 0.25;

/** Names a pair of people whichever comes first. */
export function pairKey(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

/** Looks at everybody by themselves and next to everybody else of their site. Changes nothing. */
export async function auditRoster(
  people: readonly AuditedPerson[],
  { modelId, limits, registered, signal, onPerson }: AuditOptions,
): Promise<AuditFinding[]> {
  const current = people.map(({ person, templates, unreadable = [] }) => ({
    person,
    unreadable,
    all: templates,
    own: templates.filter((template) => template.modelId === modelId),
  }));
  const enrolled = current.map(({ person, own }) => ({
    id: person.id,
    site: person.site,
    templates: own.map(({ embedding }) => embedding),
  }));
  const findings: AuditFinding[] = [];
  for (const [index, { person, unreadable, all, own }] of current.entries()) {
    signal.throwIfAborted();
    if (unreadable.length > 0) {
      findings.push({ kind: 'unreadable_template', people: [person], templates: [...unreadable] });
    }
    if (unreadable.length === 0 || all.length > 0) {
      findings.push(...findingsOfPerson(person, { all, own, limits }));
    }
    const later = enrolled.slice(index + 1).filter(({ site }) => site === person.site);
    const faces = own.map(({ embedding }) => embedding);
    for (const { id, distanceL2 } of nearPeople(faces, later, limits.lookalikeL2)) {
      const other = current.find((each) => each.person.id === id)!.person;
      const isRegistered = registered.has(pairKey(person.id, id));
      findings.push({
        kind: kindOfPair(distanceL2, limits, isRegistered),
        people: [person, other],
        distanceL2,
      });
    }
    onPerson(index + 1);
    // Comparing thousands of people takes seconds, in which Ctrl-C must be heard.
    await setImmediate();
  }
  return findings;
}

/** Two people who have been registered although they are as near as duplicates are two on somebody's word. */
function kindOfPair(
  distanceL2: number,
  { duplicateL2 }: EnrolmentLimits,
  isRegistered: boolean,
): FindingKind {
  if (isRegistered) return 'lookalikes';
  return distanceL2 < duplicateL2 ? 'duplicate' : 'lookalikes_not_registered';
}

function findingsOfPerson(
  person: Person,
  {
    all,
    own,
    limits,
  }: { all: readonly StoredTemplate[]; own: readonly StoredTemplate[]; limits: EnrolmentLimits },
): AuditFinding[] {
  const people = [person];
  if (all.length === 0) return [{ kind: 'no_template', people }];
  if (own.length === 0) return [{ kind: 'old_model_only', people, models: modelsOf(all) }];
  const { templates, undecided } = personState(own, [], limits);
  const strangers = templates.filter(({ isStranger }) => isStranger);
  const poor = templates.filter(({ quality }) => quality < LOW_QUALITY);
  const ids = (chosen: typeof templates) => chosen.map(({ id }) => id);
  return [
    ...(undecided ? [{ kind: 'not_one_person' as const, people, templates: ids(templates) }] : []),
    ...(strangers.length > 0
      ? [{ kind: 'stranger_template' as const, people, templates: ids(strangers) }]
      : []),
    ...(poor.length > 0 ? [{ kind: 'low_quality' as const, people, templates: ids(poor) }] : []),
    ...(own.length === 1 ? [{ kind: 'single_template' as const, people }] : []),
  ];
}

function modelsOf(templates: readonly StoredTemplate[]): string[] {
  return [...new Set(templates.map(({ modelId }) => modelId))];
}
