import { errorMessage } from '@portero/runtime';
import { RosterError, type RosterErrorCode } from '../roster-error.ts';

/** SQLSTATE classes and codes (PostgreSQL documentation, appendix A). */
const BY_SQLSTATE: readonly (readonly [prefix: string, code: RosterErrorCode])[] = [
  ['23505', 'ALREADY_EXISTS'],
  ['23503', 'NOT_FOUND'],
  ['23', 'INVALID_INPUT'],
  ['22', 'INVALID_INPUT'],
  ['40', 'DATABASE_CONFLICT'],
  ['55P03', 'DATABASE_CONFLICT'],
  ['28', 'DATABASE_REFUSED'],
  ['3D000', 'DATABASE_REFUSED'],
  ['08', 'DATABASE_UNREACHABLE'],
  ['53', 'DATABASE_UNREACHABLE'],
  ['57', 'DATABASE_UNREACHABLE'],
];

/** Prisma's own codes for what never reached the database or came back without a SQLSTATE. */
const BY_PRISMA_CODE: Readonly<Record<string, RosterErrorCode>> = {
  P1000: 'DATABASE_REFUSED',
  P1001: 'DATABASE_UNREACHABLE',
  P1002: 'DATABASE_UNREACHABLE',
  P1003: 'DATABASE_REFUSED',
  P1008: 'DATABASE_UNREACHABLE',
  P1017: 'DATABASE_UNREACHABLE',
  P2002: 'ALREADY_EXISTS',
  P2003: 'NOT_FOUND',
  P2024: 'DATABASE_UNREACHABLE',
  P2025: 'NOT_FOUND',
  P2034: 'DATABASE_CONFLICT',
};

const CONNECTION_ERRNO = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET)/;

/** What `pg` and its pool say, without a code, when a connection is lost or cannot be had. */
const CONNECTION_MESSAGE =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|not queryable|server closed the connection|can't reach database/i;

const FIXES: Partial<Record<RosterErrorCode, string>> = {
  DATABASE_UNREACHABLE: 'Check that Postgres runs and that its address is right; it is tried again',
  DATABASE_REFUSED: 'Check the user, the password and the database of the database URL',
  DATABASE_CONFLICT: 'Two writers met; try again',
};

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The driver's error and everything that it is wrapped in, outermost first. */
function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let next: unknown = error; next !== undefined && next !== null && chain.length < 8; ) {
    chain.push(next);
    const prismaAdapter = field(field(next, 'meta'), 'driverAdapterError');
    const aggregated = field(next, 'errors');
    next = prismaAdapter ?? field(next, 'cause') ?? (Array.isArray(aggregated) ? aggregated[0] : undefined);
  }
  return chain;
}

function codeOf(error: unknown): RosterErrorCode | undefined {
  for (const link of causes(error)) {
    for (const code of [field(link, 'originalCode'), field(link, 'code')]) {
      if (typeof code !== 'string') continue;
      if (CONNECTION_ERRNO.test(code)) return 'DATABASE_UNREACHABLE';
      const known = BY_PRISMA_CODE[code] ?? BY_SQLSTATE.find(([prefix]) => code.startsWith(prefix))?.[1];
      if (known) return known;
    }
    if (CONNECTION_MESSAGE.test(errorMessage(link))) return 'DATABASE_UNREACHABLE';
  }
  return undefined;
}

/** A driver's error may quote the row it failed on, embedding and name included, where a log would find it. */
function forgetRow(error: unknown): void {
  for (const link of causes(error)) {
    if (typeof field(link, 'detail') === 'string') Reflect.set(Object(link), 'detail', undefined);
  }
}

/**
 * What the driver threw, as ours; whatever is not of the database is handed back as it is.
 * @param doing what was tried, to begin the message with: `adding a door`
 */
export function toRosterError(error: unknown, doing: string): unknown {
  if (error instanceof RosterError) return error;
  const code = codeOf(error);
  if (!code) return error;
  forgetRow(error);
  const fix = FIXES[code];
  const message = `The database failed at ${doing}: ${errorMessage(error)}.${fix ? ` ${fix}.` : ''}`;
  return new RosterError(code, message, { cause: error, context: { doing } });
}

/** Whether the database answered that it has undone the statement: nothing of it will ever be committed. */
export function isRolledBack(error: unknown): boolean {
  const undone: readonly RosterErrorCode[] = [
    'ALREADY_EXISTS',
    'NOT_FOUND',
    'INVALID_INPUT',
    'DATABASE_CONFLICT',
  ];
  return error instanceof RosterError && undone.includes(error.code);
}

/** The name of the constraint that stood against a statement, if one did. */
export function violatedConstraint(error: unknown): string | undefined {
  const named = causes(error).map((link) => field(link, 'constraint'));
  return named.find((name) => typeof name === 'string');
}
