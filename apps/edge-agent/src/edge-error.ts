import { AppError } from '@portero/runtime';

export type EdgeErrorCode =
  | 'CONFIG_INVALID'
  | 'MODEL_UNCALIBRATED'
  | 'USAGE'
  | 'TOKEN_INVALID'
  | 'COORDINATOR_UNREACHABLE'
  | 'COORDINATOR_UNTRUSTED'
  | 'ENROLMENT_REFUSED'
  | 'BUNDLE_UNWRITABLE'
  | 'BUNDLE_UNREADABLE'
  | 'BUNDLE_INVALID'
  | 'TRUST_FILE_INVALID'
  | 'SOURCE_URI_INVALID'
  | 'SOURCE_UNREADABLE'
  | 'SOURCE_EMPTY'
  | 'SOURCE_TOO_LARGE'
  | 'FFMPEG_MISSING'
  | 'FFMPEG_FAILED'
  | 'CAMERA_HTTP_FAILED'
  | 'ACTUATOR_URI_INVALID'
  | 'ACTUATOR_FAILED';

/** Everything that the edge agent throws on purpose. What happens at a door is an event, never an error. */
export class EdgeError extends AppError<EdgeErrorCode> {}
