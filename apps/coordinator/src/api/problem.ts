import { RosterError, type RosterErrorCode } from '@portero/roster';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { ApiError, PROBLEMS, type ProblemCode } from './api-error.ts';

/** RFC 9457; `code` is what programs look at, `instance` names the request in the log. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    instance: z.string(),
    /** Where a request does not fit its schema; never what it held there. */
    errors: z.array(z.object({ at: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' });

export type Problem = z.output<typeof problemSchema>;

const BY_ROSTER_CODE: Partial<Record<RosterErrorCode, ProblemCode>> = {
  NOT_FOUND: 'not_found',
  ALREADY_EXISTS: 'already_exists',
  AMBIGUOUS: 'ambiguous',
  INVALID_PLACE: 'invalid_value',
  INVALID_INPUT: 'invalid_value',
  DATABASE_UNREACHABLE: 'unavailable',
  DATABASE_CONFLICT: 'unavailable',
};

/** Fastify's own, by code; whatever else it refuses with a status below 500 is a malformed request. */
const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_NOT_FOUND: 'not_found',
};

/**
 * What is told of an error. Messages of ours are meant for people, those of the database and of libraries are not: they
 * may quote what was sent.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof ApiError) return problem(error.code, requestId, { detail: error.message });
  if (error instanceof RosterError) {
    const code = BY_ROSTER_CODE[error.code] ?? 'internal_error';
    const isOurs = error.cause === undefined || error.code === 'ALREADY_EXISTS';
    const isTold = isOurs && PROBLEMS[code].status < 500;
    return problem(code, requestId, isTold ? { detail: error.message } : {});
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      at: `${error.validationContext ?? 'body'}${instancePath}`,
      message: message ?? 'is not valid',
    }));
    return problem('invalid_request', requestId, { errors });
  }
  return problem(libraryCode(error), requestId);
}

function libraryCode(error: unknown): ProblemCode {
  const { code, statusCode } = Object(error) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (known) return known;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500
    ? 'invalid_request'
    : 'internal_error';
}

function problem(
  code: ProblemCode,
  requestId: string,
  more: Pick<Partial<Problem>, 'detail' | 'errors'> = {},
): Problem {
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:portero:problem:${code}`,
    title,
    status,
    code,
    ...more,
    instance: `urn:uuid:${requestId}`,
  };
}
