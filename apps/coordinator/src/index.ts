export { type CoordinatorConfig, readCoordinatorConfig } from './config.ts';
export { CoordinatorError, type CoordinatorErrorCode } from './coordinator-error.ts';
export type { DecisionEvent, StageTimings } from './decision-event.ts';
export {
  DEFAULT_MODEL_POLICIES,
  loadModelPolicies,
  type ModelPolicy,
  modelPolicyFor,
} from './model-policies.ts';
