export { AccessError } from './access-error.ts';
export { decide } from './decide.ts';
export { type Decision, type DenyDecision, denial, type Evidence, type UnlockDecision } from './decision.ts';
export type {
  Candidate,
  CardCheck,
  DecisionInput,
  DoorMode,
  DoorPolicy,
  IdentifyMatch,
  Person,
  VerifyMatch,
} from './decision-input.ts';
export { reasonAtDoor } from './door-reason.ts';
export {
  type FrameDemand,
  type FrameEvidence,
  type FrameMatch,
  MAX_FRAMES,
  SINGLE_FRAME,
} from './frames.ts';
export { type Grant, type GrantState, grantState } from './grant.ts';
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
