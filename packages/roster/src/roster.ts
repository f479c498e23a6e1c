import type { AccountRepository } from './accounts/account.ts';
import type { AccountTokenRepository } from './accounts/account-token.ts';
import type { ProposalRepository } from './accounts/proposal.ts';
import type { SessionRepository } from './accounts/session.ts';
import type { AreaRepository } from './areas/area.ts';
import type { AuditActor } from './audit/audit-entry.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { RosterChangeFeed } from './changes/roster-change.ts';
import type { CircumstancesRepository } from './circumstances/circumstances.ts';
import type { DecisionRepository } from './decisions/decision.ts';
import type { KeyAdministration } from './encryption/key-status.ts';
import type { HolidayRepository } from './holidays/holiday.ts';
import type { LockdownRepository } from './lockdowns/lockdown.ts';
import type { RosterPages } from './pages/page.ts';
import type { DoorRulesRepository } from './passages/door-rules.ts';
import type { PassageRecorder } from './passages/passage-state.ts';
import type { GrantRepository } from './people/access-grant.ts';
import type { CardRepository } from './people/card.ts';
import type { EnrolmentRepository } from './people/enrolment.ts';
import type { LookalikeRepository } from './people/lookalike.ts';
import type { PersonRepository } from './people/person.ts';
import type { TemplateRepository } from './people/template.ts';
import type { PlaceRepository } from './places/place.ts';
import type { GallerySnapshots } from './snapshots/gallery-snapshots.ts';

/** What administrators change, each change in the audit log with whoever made it. */
export interface ActingRoster {
  readonly places: PlaceRepository;
  readonly persons: PersonRepository;
  readonly cards: CardRepository;
  readonly templates: TemplateRepository;
  readonly enrolments: EnrolmentRepository;
  readonly lookalikes: LookalikeRepository;
  readonly grants: GrantRepository;
  readonly holidays: HolidayRepository;
  readonly lockdowns: LockdownRepository;
  readonly areas: AreaRepository;
  readonly accounts: AccountRepository;
  readonly tokens: AccountTokenRepository;
  readonly proposals: ProposalRepository;
}

/** Postgres, the truth about who may open what, and about what was decided. */
export interface Roster extends ActingRoster {
  /** With its password: not for logs. */
  readonly databaseUrl: string;
  readonly sessions: SessionRepository;
  readonly pages: RosterPages;
  readonly doorRules: DoorRulesRepository;
  readonly circumstances: CircumstancesRepository;
  readonly decisions: DecisionRepository;
  readonly keys: KeyAdministration;
  readonly passages: PassageRecorder;
  readonly changes: RosterChangeFeed;
  readonly snapshots: GallerySnapshots;
  readonly audit: AuditLog;
  /** What changes through it is logged as done by the actor instead of by this process. */
  actingFor(actor: AuditActor): ActingRoster;
  /** One round trip. @throws {RosterError} DATABASE_UNREACHABLE */
  ping(): Promise<void>;
  /** Idempotent. Stops the embedded server too, unless somebody else still uses it. */
  stop(): Promise<void>;
}
