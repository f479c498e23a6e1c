import { AppError } from '@portero/runtime';

export type RosterErrorCode =
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_REFUSED'
  | 'DATABASE_START_FAILED'
  | 'DATABASE_CONFLICT'
  | 'MIGRATION_FAILED'
  | 'MIGRATION_CHANGED'
  | 'MIGRATION_UNKNOWN'
  | 'MASTER_KEY_MISSING'
  | 'MASTER_KEY_INVALID'
  | 'MASTER_KEY_EXTERNAL'
  | 'MASTER_KEY_COMMAND_FAILED'
  | 'MASTER_KEY_IN_USE'
  | 'DATA_KEY_UNREADABLE'
  | 'KEYS_BUSY'
  | 'ERASURE_INCOMPLETE'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'AMBIGUOUS'
  | 'INVALID_PLACE'
  | 'INVALID_INPUT'
  | 'DIMENSION_MISMATCH'
  | 'SIGNER_MISSING';

/** Everything that this package throws. The database driver's own error, if any, is the `cause`. */
export class RosterError extends AppError<RosterErrorCode> {}
