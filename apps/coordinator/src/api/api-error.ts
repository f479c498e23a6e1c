import { AppError, type ErrorContext } from '@portero/runtime';

/** Every code that a problem can have, with its status and what it is called. Codes stay; wording may change. */
export const PROBLEMS = Object.freeze({
  invalid_request: { status: 400, title: 'The request is malformed' },
  invalid_cursor: { status: 400, title: 'The cursor is not one of this list' },
  invalid_credentials: {
    status: 401,
    title: 'Name or password are wrong, or the account takes none at the moment',
  },
  unauthenticated: { status: 401, title: 'A session or a token is needed' },
  csrf: { status: 403, title: 'The CSRF header is missing or wrong' },
  forbidden: { status: 403, title: 'The role does not allow this' },
  session_required: { status: 403, title: 'Only somebody who is signed in may do this, no token' },
  own_proposal: { status: 403, title: 'Another administrator has to confirm this' },
  not_found: { status: 404, title: 'There is nothing of that kind' },
  method_not_allowed: { status: 405, title: 'The method is not one of this resource' },
  already_exists: { status: 409, title: 'It is there already' },
  ambiguous: { status: 409, title: 'Several answer to that' },
  own_account: { status: 409, title: 'Nobody changes their own account here' },
  proposal_expired: { status: 409, title: 'The proposal has run out' },
  proposal_decided: { status: 409, title: 'The proposal has been decided already' },
  proposer_not_administrator: { status: 409, title: 'Whoever proposed it is no administrator any more' },
  verification_running: { status: 409, title: 'A verification is running already' },
  body_too_large: { status: 413, title: 'The body is too large' },
  unsupported_media_type: { status: 415, title: 'The body must be application/json' },
  invalid_value: { status: 422, title: 'A value cannot be used' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'The coordinator has a fault; see its log' },
  unavailable: { status: 503, title: 'The database cannot be reached, or there is too much to do' },
});

export type ProblemCode = keyof typeof PROBLEMS;

/** What a route throws to be answered with a problem. Its message is for whoever asked. */
export class ApiError extends AppError<ProblemCode> {
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ProblemCode,
    message: string,
    options: { context?: ErrorContext; cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs;
  }
}
