import type { AreaRepository } from './areas/area.ts';
import type { AuditLog } from './audit/audit-log.ts';
import type { RosterChangeFeed } from './changes/roster-change.ts';
import type { DecisionRepository } from './decisions/decision.ts';
import type { KeyAdministration } from './encryption/key-status.ts';
import type { HolidayRepository } from './holidays/holiday.ts';
import type { LockdownRepository } from './lockdowns/lockdown.ts';
import type { DoorRulesRepository } from './passages/door-rules.ts';
import type { PassageRecorder } from './passages/passage-state.ts';
import type { GrantRepository } from './people/access-grant.ts';
import type { CardRepository } from './people/card.ts';
import type { LookalikeRepository } from './people/lookalike.ts';
import type { PersonRepository } from './people/person.ts';
import type { TemplateRepository } from './people/template.ts';
import type { PlaceRepository } from './places/place.ts';

/** Postgres, the truth about who may open what, and about what was decided. */
export interface Roster {
  /** With its password: not for logs. */
  readonly databaseUrl: string;
  readonly places: PlaceRepository;
  readonly persons: PersonRepository;
  readonly cards: CardRepository;
  readonly templates: TemplateRepository;
  readonly lookalikes: LookalikeRepository;
  readonly grants: GrantRepository;
  readonly holidays: HolidayRepository;
  readonly lockdowns: LockdownRepository;
  readonly areas: AreaRepository;
  readonly doorRules: DoorRulesRepository;
  readonly decisions: DecisionRepository;
  readonly keys: KeyAdministration;
  readonly passages: PassageRecorder;
  readonly changes: RosterChangeFeed;
  readonly audit: AuditLog;
  /** One round trip. @throws {RosterError} DATABASE_UNREACHABLE */
  ping(): Promise<void>;
  /** Idempotent. Stops the embedded server too, unless somebody else still uses it. */
  stop(): Promise<void>;
}
