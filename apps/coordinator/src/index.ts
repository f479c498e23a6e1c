export { checkpointsFile, keepCheckpoints, readCheckpoints } from './audit-files.ts';
export { openBroker } from './broker-access.ts';
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
export { edgeBrokerUrl, enrolmentUrl } from './edge-broker-url.ts';
export { type EdgeBundleFile, edgeBundlePath } from './edge-bundle-file.ts';
export type { GallerySummary } from './gallery-summary.ts';
export { enrolmentTokens } from './identities/enrolment-service.ts';
export { TOKEN_LIFE_MS } from './identities/enrolment-tokens.ts';
export { daysLeft, EXPIRY_WARNING_MS, latestByName } from './identities/expiry.ts';
export { InstallationAuthority } from './identities/installation-authority.ts';
export type { IssuedCertificate } from './identities/issued-certificates.ts';
export { type RevokedEdge, revokeEdge } from './identities/revoke-edge.ts';
export { serverNames } from './identities/server-names.ts';
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
  holdsKeysElsewhere,
  type ProvisionedEdge,
  type ProvisioningDeps,
  provisionEdge,
} from './provisioning.ts';
export { loadSealingKeySet, type RotateOptions, rotateSealingKey } from './sealing-key-file.ts';
export { currentSealingKey, type HeldSealingKey, type SealingKeySet } from './sealing-key-set.ts';
