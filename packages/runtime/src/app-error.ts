/** Anything that helps a person find the cause: ids, paths, sizes. Never an embedding, a name or a secret. */
export type ErrorContext = Readonly<Record<string, unknown>>;

/**
 * The base of every error that Portero throws on purpose.
 *
 * Each package extends it once with its own union of codes; the message names the input, the cause and the fix.
 * Expected outcomes (an unknown face, a denial) are discriminated results, never errors.
 */
export class AppError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly context: ErrorContext;

  constructor(code: Code, message: string, options: { context?: ErrorContext; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.context = options.context ?? {};
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError;
}

/** The message of whatever was thrown, for logs and for people. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) return error.message || error.name;
  return error === undefined ? 'unknown error' : String(error);
}
