import type { Permission, Role } from '@portero/access';
import type { Account, ActingRoster, AuditActor, Roster, Session } from '@portero/roster';
import type { FastifyRequest } from 'fastify';
import { ApiError } from './api-error.ts';

/** Whoever asks, once that is proven. */
export interface Caller {
  readonly account: Account;
  /** All of which have to allow what is asked. */
  readonly roles: readonly Role[];
  /** Absent where a token was shown. */
  readonly session?: Session;
  /** Id of the API token, where one was shown. */
  readonly tokenId?: string;
  /** What a request by cookie has to repeat in its header; absent for a bearer, which no browser sends by itself. */
  readonly csrfToken?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null;
  }
  interface FastifyContextConfig {
    /** Who may ask; a route without it does not start. */
    permission?: Permission | 'public';
  }
}

/** @throws {ApiError} unauthenticated */
export function callerOf(request: FastifyRequest): Caller {
  if (request.caller) return request.caller;
  throw new ApiError('unauthenticated', 'Sign in, or show a token.');
}

/** The roster as it writes down that the caller has acted. */
export function actingFor(roster: Pick<Roster, 'actingFor'>, caller: Caller): ActingRoster {
  return roster.actingFor(actorOf(caller));
}

export function actorOf({ account, session, tokenId }: Caller): AuditActor {
  return {
    kind: 'api',
    account: account.id,
    user: account.name,
    ...(session && { session: session.id }),
    ...(tokenId !== undefined && { token: tokenId }),
  };
}
