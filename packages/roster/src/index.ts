export type { Account, AccountRepository, NewAccount, SignIn } from './accounts/account.ts';
export type { AccountToken, AccountTokenRepository, NewAccountToken } from './accounts/account-token.ts';
export { lockOutMs } from './accounts/lock-out.ts';
export type {
  Confirmation,
  NewProposal,
  Proposal,
  ProposalRepository,
  ProposalState,
} from './accounts/proposal.ts';
export type { Session, SessionLife, SessionRepository } from './accounts/session.ts';
export type {
  AntipassbackMode,
  Area,
  AreaDoor,
  AreaRepository,
  AreaSettings,
  CrossingDirection,
  Presence,
} from './areas/area.ts';
export { type AuditIdentity, processActor } from './audit/audit-acts.ts';
export { type AuditActor, type AuditEntry, ROSTER_CHAIN } from './audit/audit-entry.ts';
export type { AuditFilter, AuditLog, MadeCheckpoint, RecededChain } from './audit/audit-log.ts';
export { canonicalJson, type JsonValue } from './audit/canonical-json.ts';
export type { DecisionRecord } from './audit/explain-decision.ts';
export type { ExportLogOptions } from './audit/export-log.ts';
export { AUDIT_FINDINGS, type AuditFindingKind, type LogFinding } from './audit/finding.ts';
export type { LogVerification } from './audit/log-verification.ts';
export { type VerifyLinesOptions, verifyLines } from './audit/verify-lines.ts';
export type { VerifyLogOptions } from './audit/verify-log.ts';
export type { RosterChange, RosterChangeFeed, StopListening } from './changes/roster-change.ts';
export type {
  Circumstances,
  CircumstancesQuestion,
  CircumstancesRepository,
  GrantInForce,
} from './circumstances/circumstances.ts';
export { isRetryable } from './database/is-retryable.ts';
export type {
  AcknowledgeResult,
  AckOutcome,
  DecidedFrame,
  DecidedFrames,
  DecidedPad,
  DecisionAction,
  DecisionBasis,
  DecisionIds,
  DecisionLatency,
  DecisionMode,
  DecisionRepository,
  DecisionRow,
  NewDecision,
  RecordedDecision,
} from './decisions/decision.ts';
export { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/embedded-postgres.ts';
export { type MasterKeySettings, masterKeySettings } from './encryption/choose-provider.ts';
export type {
  KeyAdministration,
  KeyRotation,
  KeyStatus,
  MasterKeyStatus,
  RotateOptions,
} from './encryption/key-status.ts';
export type { UnreadableReason } from './encryption/template-cipher.ts';
export type { Holiday, HolidayRepository, NewHoliday } from './holidays/holiday.ts';
export type { Lockdown, LockdownRepository } from './lockdowns/lockdown.ts';
export {
  type OpenRosterDeps,
  type OpenRosterOptions,
  openRoster,
} from './open-roster.ts';
export type { AuditPosition, DecisionPosition, RosterPages } from './pages/page.ts';
export type { AreaBorder, DoorHoliday, DoorRules, DoorRulesRepository } from './passages/door-rules.ts';
export type {
  AreaSituation,
  DoorSituation,
  EscortSituation,
  NewCrossing,
  PassageQuestion,
  PassageRecorder,
  SettledDecision,
} from './passages/passage-state.ts';
export type { AccessGrant, GrantRepository, NewAccessGrant } from './people/access-grant.ts';
export type { Card, CardAssignment, CardRepository, CardStatus } from './people/card.ts';
export type { EnrolmentRepository, NewEnrolment } from './people/enrolment.ts';
export type {
  Lookalike,
  LookalikePair,
  LookalikeRepository,
  NewLookalikePair,
} from './people/lookalike.ts';
export type {
  Erasure,
  NewPerson,
  Person,
  PersonKind,
  PersonRepository,
  PersonStatus,
  PersonTerms,
} from './people/person.ts';
export type {
  GalleryRow,
  NewTemplate,
  StoredTemplate,
  Template,
  TemplateRepository,
} from './people/template.ts';
export type {
  Building,
  Door,
  DoorMode,
  DoorSettings,
  Edge,
  FailMode,
  PadDemand,
  PlaceRepository,
  PublicJwk,
} from './places/place.ts';
export { DEFAULT_POOL } from './places/place.ts';
export type { ActingRoster, Roster } from './roster.ts';
export { RosterError, type RosterErrorCode } from './roster-error.ts';
export type { GallerySnapshotSealer, GallerySnapshots } from './snapshots/gallery-snapshots.ts';
