import { AppError } from '@portero/runtime';

export type CoordinatorErrorCode =
  | 'KEY_FILE_INVALID'
  | 'MODEL_POLICY_UNKNOWN'
  | 'MODEL_POLICY_FILE_INVALID'
  | 'EDGE_BUNDLE_CONFLICT'
  | 'DEADLINE_EXCEEDED'
  | 'REQUEST_ID_CONFLICT'
  | 'ROUTE_WITHOUT_PERMISSION';

/** Every error that the coordinator throws on purpose. */
export class CoordinatorError extends AppError<CoordinatorErrorCode> {}
