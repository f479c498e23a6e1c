import { AppError, type ErrorContext } from '@portero/runtime';
import { ExitCode } from './exit-codes.ts';

export type CliErrorCode =
  | 'USAGE'
  | 'NOT_FOUND'
  | 'PHOTO_UNUSABLE'
  | 'UNAVAILABLE'
  | 'INTERRUPTED'
  | 'FAILED'
  | 'ALREADY_EXISTS';

/** What went wrong, in three parts that a person reads as one line: `what (cause). fix`. */
export interface Explanation {
  what: string;
  cause?: string;
  fix: string;
}

export function explain({ what, cause, fix }: Explanation): string {
  return `${what}${cause ? ` (${cause})` : ''}. ${fix}`;
}

export class CliError extends AppError<CliErrorCode> {
  readonly explanation: Explanation;

  constructor(
    code: CliErrorCode,
    explanation: Explanation,
    options: { context?: ErrorContext; cause?: unknown } = {},
  ) {
    super(code, explain(explanation), options);
    this.explanation = explanation;
  }
}

/** For a file or folder that a command was given and cannot read. @param what such as `the photograph me.jpg` */
export function cannotRead(
  what: string,
  cause: unknown,
  {
    fix = 'Check the path and that you may read it.',
    context,
  }: { fix?: string; context?: ErrorContext } = {},
): CliError {
  const explanation = {
    what: `cannot read ${what}`,
    cause: (cause as NodeJS.ErrnoException).code ?? 'unreadable',
    fix,
  };
  return new CliError('NOT_FOUND', explanation, { cause, ...(context && { context }) });
}

const EXIT_CODES: Readonly<Record<string, ExitCode>> = Object.freeze({
  USAGE: ExitCode.usage,
  INVALID_PLACE: ExitCode.usage,
  AMBIGUOUS: ExitCode.usage,
  CONFIG_INVALID: ExitCode.usage,
  HOLIDAY_INVALID: ExitCode.usage,
  SCHEDULE_INVALID: ExitCode.usage,
  ADDRESS_INVALID: ExitCode.usage,
  SOURCE_URI_INVALID: ExitCode.usage,
  ACTUATOR_URI_INVALID: ExitCode.usage,
  INVALID_INPUT: ExitCode.usage,
  MODEL_MANIFEST_INVALID: ExitCode.usage,
  NOT_FOUND: ExitCode.notFound,
  SOURCE_EMPTY: ExitCode.notFound,
  SOURCE_UNREADABLE: ExitCode.notFound,
  MODEL_UNKNOWN: ExitCode.notFound,
  MODEL_WEIGHTS_MISSING: ExitCode.notFound,
  UNAVAILABLE: ExitCode.unavailable,
  DATABASE_UNREACHABLE: ExitCode.unavailable,
  DATABASE_START_FAILED: ExitCode.unavailable,
  MASTER_KEY_MISSING: ExitCode.unavailable,
  MASTER_KEY_INVALID: ExitCode.unavailable,
  MASTER_KEY_COMMAND_FAILED: ExitCode.unavailable,
  KEY_FILE_PERMISSIONS: ExitCode.unavailable,
  KEYS_BUSY: ExitCode.unavailable,
  ENGINE_UNAVAILABLE: ExitCode.unavailable,
  MODEL_RUNTIME_MISSING: ExitCode.unavailable,
  BROKER_START_FAILED: ExitCode.unavailable,
  CONNECT_REFUSED: ExitCode.unavailable,
  CONNECT_TIMEOUT: ExitCode.unavailable,
  CAMERA_HTTP_FAILED: ExitCode.unavailable,
  FFMPEG_MISSING: ExitCode.unavailable,
  FFMPEG_FAILED: ExitCode.unavailable,
  PHOTO_UNUSABLE: ExitCode.unusablePhoto,
  IMAGE_CORRUPT: ExitCode.unusablePhoto,
  IMAGE_EMPTY: ExitCode.unusablePhoto,
  IMAGE_TOO_LARGE: ExitCode.unusablePhoto,
  INTERRUPTED: ExitCode.interrupted,
});

/** The exit code of whatever a command threw, by the string code that every Portero error carries. */
export function exitCodeOf(error: unknown): ExitCode {
  return (error instanceof AppError ? EXIT_CODES[error.code] : undefined) ?? ExitCode.failure;
}
