export type { RosterChange, RosterChangeFeed, StopListening } from './changes/roster-change.ts';
export { isRetryable } from './database/is-retryable.ts';
export type {
  AcknowledgeResult,
  AckOutcome,
  DecidedFrame,
  DecidedFrames,
  DecisionAction,
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
export { type OpenRosterOptions, openRoster } from './open-roster.ts';
export type { AccessGrant, GrantRepository, NewAccessGrant } from './people/access-grant.ts';
export type { Card, CardAssignment, CardRepository, CardStatus } from './people/card.ts';
export type {
  Lookalike,
  LookalikePair,
  LookalikeRepository,
  NewLookalikePair,
} from './people/lookalike.ts';
export type { Erasure, NewPerson, Person, PersonRepository, PersonStatus } from './people/person.ts';
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
  PlaceRepository,
  PublicJwk,
} from './places/place.ts';
export type { Roster } from './roster.ts';
export { RosterError, type RosterErrorCode } from './roster-error.ts';
