export { AccessError } from './access-error.ts';
export {
  ANTIPASSBACK_MODES,
  type AntipassbackMode,
  type AreaRules,
  type AreaState,
  type Crossing,
} from './area.ts';
export { isCivilDate } from './civil-date.ts';
export type { ClockHours } from './clock-hours.ts';
export { decide } from './decide.ts';
export { type Decision, type DenyDecision, denial, type Evidence, type UnlockDecision } from './decision.ts';
export type {
  Candidate,
  CardCheck,
  DecisionInput,
  DoorMode,
  DoorPolicy,
  IdentifyMatch,
  LockdownState,
  VerifyMatch,
} from './decision-input.ts';
export { reasonAtDoor } from './door-reason.ts';
export {
  DEFAULT_ESCORT_SECONDS,
  DEFAULT_ESCORT_VISITORS,
  type Escort,
  type EscortRules,
} from './escort.ts';
export {
  type FrameDemand,
  type FrameEvidence,
  type FrameMatch,
  MAX_FRAMES,
  SINGLE_FRAME,
} from './frames.ts';
export { type Grant, type GrantState, grantState } from './grant.ts';
export {
  HOLIDAY_RULES,
  type Holiday,
  type HolidayRule,
  parseHoliday,
  parseHolidayHours,
} from './holiday.ts';
export { type LocalTime, localTime, WEEKDAYS, type Weekday } from './local-time.ts';
export { type Lookalike, raisedForLookalikes } from './lookalikes.ts';
export { isLanguage, LANGUAGES, type Language, messageFor } from './message.ts';
export {
  asksForChallenge,
  asksForScore,
  type ChallengeOutcome,
  DEFAULT_MIN_PAD_SCORE,
  type JudgedPad,
  PAD_DEMANDS,
  type PadDemand,
  type PadEvidence,
  padRefusal,
} from './pad-policy.ts';
export {
  dependsOnState,
  mostFavourableState,
  type Passage,
  type PassageRules,
  type PassageState,
} from './passage.ts';
export { PERSON_KINDS, type Person, type PersonKind } from './person-policy.ts';
export { POLICY_VERSION } from './policy-version.ts';
export { isPromptCode, PROMPT_CODES, type PromptCode, promptFor } from './prompt.ts';
export { type DenialReason, isReasonCode, REASON_CODES, type ReasonCode } from './reason-code.ts';
export {
  isRole,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  permits,
  ROLES,
  type Role,
} from './roles.ts';
export {
  type EffectiveThresholds,
  stricterThresholds,
  type ThresholdOverride,
  type Thresholds,
} from './thresholds.ts';
export { isTwoPersonAct, loosens, TWO_PERSON_ACTS, type TwoPersonAct } from './two-person.ts';
export {
  isWithinSchedule,
  parseWeeklySchedule,
  type ScheduleWindow,
  type WeeklySchedule,
} from './weekly-schedule.ts';
