export { type ActuatorConfig, parseActuator } from './actuators/actuator-config.ts';
export { createActuator } from './actuators/create-actuator.ts';
export type { DoorActuator, LockState, UnlockContext } from './actuators/door-actuator.ts';
export { createEdgeAgent } from './agent.ts';
export type { DoorParts, EdgeAgent, EdgeAgentDeps, EdgeAgentOptions, FaceEncoder } from './agent-types.ts';
export { CardFeed } from './cards/card-feed.ts';
export type { CardPresentation, CardReader } from './cards/card-reader.ts';
export { type EdgeConfig, readEdgeConfig } from './config.ts';
export type { AttemptPolicy, CameraConfig, DoorConfig, DoorConfigInput } from './door-config.ts';
export { type EdgeBundle, type EdgeBundleInput, parseEdgeBundle, readEdgeBundle } from './edge-bundle.ts';
export { EdgeError, type EdgeErrorCode } from './edge-error.ts';
export { EventHub, type EventSource } from './event-hub.ts';
export type {
  ActuatedEvent,
  AnsweredEvent,
  AttemptMode,
  AttemptReport,
  AttemptSubject,
  ChallengedEvent,
  CommandRefusedEvent,
  EdgeEvents,
  EdgeRefusal,
  FailedChallenge,
  FrameEvent,
  FrameSkippedEvent,
  ObservedEvent,
  PromptEvent,
  RefusedEvent,
  SourceEndedEvent,
  StageTimings,
} from './events.ts';
export { type EnrolledDevice, type EnrolOptions, enrolDevice } from './identity/enrol-device.ts';
export { IdentityKeeper, type IdentityKeeperDeps } from './identity/identity-keeper.ts';
export type { Frame, FrameSource, FrameSourceDeps, FrameSourceOptions } from './sources/frame.ts';
export { openFrameSource } from './sources/open-frame-source.ts';
