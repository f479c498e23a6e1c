export { checkpointsFile, keepCheckpoints, readCheckpoints } from './audit-files.ts';
export { BrokerAccounts, edgeUsername } from './broker-accounts.ts';
export { type CoordinatorConfig, readCoordinatorConfig } from './config.ts';
export { createCoordinator } from './coordinator.ts';
export { CoordinatorError, type CoordinatorErrorCode } from './coordinator-error.ts';
export {
  type CoordinatorHost,
  type CoordinatorHostDeps,
  createCoordinatorHost,
  type RunningHost,
} from './coordinator-host.ts';
export type { Coordinator, CoordinatorDeps, CoordinatorOptions } from './coordinator-types.ts';
export type { DecisionEvent, StageTimings } from './decision-event.ts';
export type { DecisionListener } from './decision-listeners.ts';
export type { DoorEventSink } from './door-reports.ts';
export type { GallerySummary } from './gallery-directory.ts';
export { type CoordinatorKey, keysFolder, loadCoordinatorKey } from './keys.ts';
export {
  builtInModelPolicies,
  galleryThresholdsOf,
  loadModelPolicies,
  type ModelPolicy,
  type ModelPolicySources,
  modelPolicyFor,
} from './model-policies.ts';
export {
  type EdgeBundleFile,
  edgeBundlePath,
  type ProvisionedEdge,
  type ProvisioningDeps,
  provisionEdge,
} from './provisioning.ts';
