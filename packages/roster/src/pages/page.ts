import type { AuditEntry } from '../audit/audit-entry.ts';
import type { DecisionAction, DecisionRow } from '../decisions/decision.ts';
import type { AccessGrant } from '../people/access-grant.ts';
import type { Person, PersonStatus } from '../people/person.ts';

/** Where the page before has ended; ties are broken by the id, so that no row is left out or comes twice. */
export interface DecisionPosition {
  readonly decidedAt: Date;
  readonly id: string;
}

export interface AuditPosition {
  readonly at: Date;
  readonly chain: string;
  readonly seq: number;
}

interface PageOf<Position> {
  after?: Position | undefined;
  /** Rows at most, 1 to 1000. */
  limit: number;
}

export interface PersonFilter extends PageOf<string> {
  site?: string | undefined;
  status?: PersonStatus | undefined;
  externalId?: string | undefined;
  /** Part of the name, in whatever case. */
  name?: string | undefined;
}

export interface GrantFilter extends PageOf<string> {
  personId?: string | undefined;
  place?: string | undefined;
  includeRevoked?: boolean | undefined;
}

export interface DecisionFilter extends PageOf<DecisionPosition> {
  door?: string | undefined;
  personId?: string | undefined;
  action?: DecisionAction | undefined;
  reason?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}

export interface AuditPageFilter extends PageOf<AuditPosition> {
  personId?: string | undefined;
  subjectId?: string | undefined;
  /** An action, or the part before its dot. */
  action?: string | undefined;
  since?: Date | undefined;
  until?: Date | undefined;
}

/** Long lists a page at a time, by the place where the last one ended instead of by a number of rows to skip. */
export interface RosterPages {
  /** By id, which is the order in which they were added. */
  persons(filter: PersonFilter): Promise<Person[]>;
  /** By id. */
  grants(filter: GrantFilter): Promise<AccessGrant[]>;
  /** Newest first. */
  decisions(filter: DecisionFilter): Promise<DecisionRow[]>;
  decision(id: string): Promise<DecisionRow | undefined>;
  /** Newest first, without the openings of chains. */
  audit(filter: AuditPageFilter): Promise<AuditEntry[]>;
}
